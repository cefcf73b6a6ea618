"""Watches functions start and decides from the stack beneath each whether first-party code leads to it."""

import gc
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from _thread import get_ident

from .places import CARRIED, DEPENDENCY, FIRST, IMPORT, TEST

# How first-party code is beneath a function: not at all, with test code in between, directly.
NONE, THROUGH_TEST, DIRECT = range(3)
NAMES = {NONE: None, THROUGH_TEST: "through-test", DIRECT: "first-party"}

# Frames of the import system that run a module's code, or ask a module for a name: no hook is at work there.
NOT_HOOKS = {"_call_with_frames_removed", "_handle_fromlist"}
STACK_LIMIT = 60
# In place of a greenlet: nothing more is known beneath.
BOTTOM = object()


class Seen:
    """One dependency code object: how it was seen, and the stack at the best sight of it."""

    __slots__ = ("code", "beneath", "stack")

    def __init__(self, code):
        self.code = code  # also keeps the object alive, so that its id stays its own
        self.beneath = NONE
        self.stack = ()


class Origin:
    """Where a thread or a task given to an executor was started."""

    __slots__ = ("beneath", "stack")

    def __init__(self, beneath, stack):
        self.beneath = beneath
        self.stack = stack


class Observer:
    def __init__(self, places):
        self.places = places
        self.seen = {}
        self.first_modules = {}
        # What first-party code each thread has on its stack, by frame; where there is none, no stack is walked.
        self.active = {}
        self.events = self.walks = 0
        self.collecting = False
        self.tracer = None

    # Stack

    def beneath(self, frame):
        """NONE, THROUGH_TEST or DIRECT for the function of `frame`, and the stack down to the first-party frame."""
        places = self.places
        through = False
        in_load = False
        previous = frame
        stack = [(frame.f_code, frame.f_lineno)]
        current = frame.f_back
        greenlet = None
        while True:
            if current is None:
                origin, current, greenlet = self.below_the_stack(greenlet)
                if origin is not None:
                    return self.joined(origin, through, stack)
                if current is None:
                    return NONE, ()
            kind = places[current.f_code.co_filename]
            if kind == FIRST:
                stack.append((current.f_code, current.f_lineno))
                return (THROUGH_TEST if through else DIRECT), stack
            if kind == TEST:
                through = True
            elif kind == IMPORT:
                if not in_load and places[previous.f_code.co_filename] in (DEPENDENCY, TEST):
                    if previous.f_code.co_name == "<module>":
                        in_load = True
                    elif current.f_code.co_name not in NOT_HOOKS:
                        return NONE, ()
            elif kind == CARRIED:
                # A frame that gevent remembers has no variables.
                origin = getattr(current, "f_locals", {}).get("theriac_origin")
                if origin is not None:
                    return self.joined(origin, through, stack)
            if kind != IMPORT and len(stack) < STACK_LIMIT:
                stack.append((current.f_code, current.f_lineno))
            previous = current
            current = current.f_back

    def joined(self, origin, through, stack):
        beneath = THROUGH_TEST if through and origin.beneath == DIRECT else origin.beneath
        return beneath, stack + list(origin.stack)

    def below_the_stack(self, greenlet):
        """What the stack of a greenlet (None: of the running one) stands on: the code that started it, with its greenlet,
        or what started the thread. Greenlets of gevent remember who spawned them; their parent, the hub, waits for events
        and calls nothing for whoever waits in it."""
        greenlets = sys.modules.get("greenlet")
        if greenlet is not BOTTOM and greenlets is not None and hasattr(greenlets, "getcurrent"):
            if greenlet is None:
                greenlet = greenlets.getcurrent()
            spawned_by = getattr(greenlet, "spawning_stack", None)
            if spawned_by is not None:
                return None, spawned_by, BOTTOM
            is_hub = any(each.__name__ == "Hub" for each in type(greenlet).__mro__)
            parent = None if is_hub else greenlet.parent
            while parent is not None:
                if parent.gr_frame is not None:
                    return None, parent.gr_frame, parent
                parent = parent.parent
        thread = threading._active.get(get_ident())
        return getattr(thread, "theriac_origin", None), None, BOTTOM

    def origin_here(self):
        """The origin for what the calling frame starts, None where no first-party code is beneath it."""
        frame = sys._getframe(2)
        kind = self.places[frame.f_code.co_filename]
        if kind == FIRST:
            return Origin(DIRECT, ((frame.f_code, frame.f_lineno),))
        beneath, stack = self.beneath(frame)
        return None if beneath == NONE else Origin(THROUGH_TEST if kind == TEST else beneath, tuple(stack))

    # Events

    def enter(self, token):
        self.active.setdefault(get_ident(), set()).add(token)

    def leave(self, token):
        self.active.setdefault(get_ident(), set()).discard(token)

    def started(self, code, offset):
        """PY_START and PY_RESUME of sys.monitoring. A place that can teach nothing more is switched off."""
        kind = self.places[code.co_filename]
        if kind == DEPENDENCY:
            return self.observe(code, sys._getframe(1))
        if kind == FIRST:
            self.enter(id(sys._getframe(1)))
            if code.co_name == "<module>":
                self.first_modules[code.co_filename] = True
            return None
        return self.off

    def thrown(self, code, offset, exception):
        """PY_THROW: a generator goes on with an exception; such a place cannot be switched off."""
        kind = self.places[code.co_filename]
        if kind == DEPENDENCY:
            self.observe(code, sys._getframe(1))
        elif kind == FIRST:
            self.enter(id(sys._getframe(1)))

    def ended(self, code, offset, value):
        """PY_RETURN and PY_YIELD."""
        if self.places[code.co_filename] != FIRST:
            return self.off
        self.leave(id(sys._getframe(1)))
        return None

    def unwound(self, code, offset, exception):
        """PY_UNWIND, which cannot be switched off either."""
        if self.places[code.co_filename] == FIRST:
            self.leave(id(sys._getframe(1)))

    def called(self, frame, event, argument):
        """sys.settrace's callback. None for all but first-party frames, so that their ends alone are traced beside calls."""
        code = frame.f_code
        kind = self.places[code.co_filename]
        if kind == DEPENDENCY:
            self.observe(code, frame)
        elif kind == FIRST:
            self.enter(id(frame))
            if code.co_name == "<module>":
                self.first_modules[code.co_filename] = True
            frame.f_trace_lines = False
            return self.inside
        return None

    def inside(self, frame, event, argument):
        if event == "return":
            self.leave(id(frame))
        return self.inside

    def observe(self, code, frame):
        entry = self.seen.get(id(code))
        if entry is None:
            entry = self.seen[id(code)] = Seen(code)
        elif entry.beneath == DIRECT:
            return self.off
        self.events += 1
        # What gevent spawned stands on code that may be over by then.
        if self.collecting or (not self.active.get(get_ident()) and "gevent" not in sys.modules):
            return None
        self.walks += 1
        beneath, stack = self.beneath(frame)
        if beneath > entry.beneath:
            entry.beneath = beneath
            entry.stack = stack
        return self.off if beneath == DIRECT else None

    # Start and stop

    def start(self, tracer=None):
        monitoring = getattr(sys, "monitoring", None)
        self.tracer = tracer or ("settrace" if monitoring is None else "monitoring")
        self.off = None
        self.watch_collector()
        self.watch_threads()
        if self.tracer == "monitoring":
            self.off = monitoring.DISABLE
            monitoring.use_tool_id(4, "theriac")
            events = monitoring.events
            callbacks = {
                events.PY_START: self.started,
                events.PY_RESUME: self.started,
                events.PY_THROW: self.thrown,
                events.PY_RETURN: self.ended,
                events.PY_YIELD: self.ended,
                events.PY_UNWIND: self.unwound,
            }
            for event, callback in callbacks.items():
                monitoring.register_callback(4, event, callback)
            monitoring.set_events(4, sum(callbacks))
        else:
            threading.settrace(self.called)
            sys.settrace(self.called)

    def stop(self):
        if self.tracer == "monitoring":
            sys.monitoring.set_events(4, 0)
        else:
            threading.settrace(None)
            sys.settrace(None)

    def watch_collector(self):
        """Finalisers that the garbage collector happens to run on top of a first-party frame are not called by it."""

        def before(phase, info):
            if phase == "start":
                self.collecting = True
                # Last in the list, so that other callbacks of the collector run before it at the end.
                gc.callbacks.remove(after)
                gc.callbacks.append(after)

        def after(phase, info):
            if phase == "stop":
                self.collecting = False

        gc.callbacks.insert(0, before)
        gc.callbacks.append(after)

    def watch_threads(self):
        """A thread, and a task given to an executor, stands on the stack that started it."""
        observer = self
        start, run, submit = threading.Thread.start, threading.Thread._bootstrap_inner, ThreadPoolExecutor.submit

        def started(self):
            self.theriac_origin = observer.origin_here()
            return start(self)

        def ran(self):
            if getattr(self, "theriac_origin", None) is not None:
                observer.enter("thread")
            try:
                return run(self)
            finally:
                observer.active.pop(get_ident(), None)

        def submitted(self, function, /, *arguments, **keywords):
            theriac_origin = observer.origin_here()
            if theriac_origin is None:
                return submit(self, function, *arguments, **keywords)

            def carried(*arguments, **keywords):
                token = object()  # nested calls each have their own
                observer.enter(token)
                try:
                    theriac_origin  # a local name, which the walk of the stack looks for
                    return function(*arguments, **keywords)
                finally:
                    observer.leave(token)

            return submit(self, carried, *arguments, **keywords)

        threading.Thread.start = started
        threading.Thread._bootstrap_inner = ran
        ThreadPoolExecutor.submit = submitted
