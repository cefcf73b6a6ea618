# Says what CPython's own `ast` sees in each file, in the shape of a summary's plain form (test/python/summary/plain.ts).
#
# Reads paths from standard input, one a line, and prints one JSON array [path, error or null, statements] a line.
# Runs on Python 3.9 and later and on 2.7. Regenerate the recorded cases with test/recorded/python/record.py.
import ast
import json
import re
import sys
import warnings

warnings.simplefilter("ignore")
TWO = sys.version_info[0] == 2
MAX_STRING = 2048
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
sys.setrecursionlimit(20000)

BINARY = dict(BitOr="|", BitXor="^", BitAnd="&", LShift="<<", RShift=">>", Add="+", Sub="-", Mult="*", Div="/",
              FloorDiv="//", Mod="%", MatMult="@", Pow="**")
UNARY = dict(Not="not", USub="-", UAdd="+", Invert="~")
COMPARE = dict(Lt="<", Gt=">", Eq="==", NotEq="!=", LtE="<=", GtE=">=", In="in", NotIn="not in", Is="is", IsNot="is not")


def kind(node):
    return type(node).__name__


def string(value, is_bytes):
    if is_bytes:
        value = value.decode("latin-1")
    length = len(value.encode("utf-16-le", *([] if TWO else ["surrogatepass"]))) // 2
    return ["string", None if length > MAX_STRING else value, length, is_bytes]


def constant(value):
    if value is None or value is True or value is False:
        return ["constant", str(value)]
    if value is Ellipsis:
        return ["constant", "..."]
    if isinstance(value, bytes) and not TWO:
        return string(value, True)
    if isinstance(value, (str, type(u""))):
        if isinstance(value, bytes):
            # Python 2's plain literals are bytes.
            value = value.decode("latin-1")
        return string(value, False)
    if isinstance(value, int) and value < 2 ** 31 or TWO and type(value).__name__ == "long" and value < 2 ** 31:
        return ["number", int(value)]
    return ["number", None]


def optional(node):
    return None if node is None else expression(node)


def all_of(nodes):
    return [expression(node) for node in nodes]


def expression(node):
    result = shape(node)
    result.insert(1, 0 if TWO else node.lineno)
    return result


def parts(nodes):
    result = []
    for node in nodes:
        if kind(node) == "Constant":
            if result and result[-1][0] == "string":
                text = result[-1][1] + node.value
                result[-1] = ["string", text]
            else:
                result.append(["string", node.value])
        else:
            conversion = None if node.conversion == -1 else chr(node.conversion)
            spec = None if node.format_spec is None else parts(node.format_spec.values)
            result.append(["field", expression(node.value), conversion, spec])
    result = [part for part in result if part[0] != "string" or part[1] != ""]
    return [["string", string(part[1], False)[1]] if part[0] == "string" else part for part in result]


def shape(node):
    k = kind(node)
    if TWO and k == "Num" and repr(node.n).startswith(("-", "(-")):
        # Python 2 folds `-1` into a number.
        return ["unary", "-", ["number", 0, None if isinstance(node.n, complex) else constant(-node.n)[1]]]
    if k == "Name":
        if TWO and node.id in ("True", "False", "None"):
            return ["constant", node.id]
        return ["name", node.id]
    if k == "Constant":
        return constant(node.value)
    if k == "Str":
        return constant(node.s)
    if k == "Num":
        return constant(node.n)
    if k == "Ellipsis":
        return ["constant", "..."]
    if k == "Attribute":
        return ["attribute", expression(node.value), node.attr]
    if k == "Call":
        arguments = all_of(node.args)
        keywords = [[x.arg, expression(x.value)] for x in node.keywords]
        if TWO and node.starargs is not None:
            arguments.append(["starred", 0, expression(node.starargs)])
        if TWO and node.kwargs is not None:
            keywords.append([None, expression(node.kwargs)])
        return ["call", expression(node.func), arguments, keywords]
    if k == "Subscript":
        return ["subscript", expression(node.value), index(node.slice)]
    if k == "Slice":
        step = node.step
        # Python 2 puts None for the step of `a[b:c:]`.
        if TWO and getattr(step, "id", None) == "None":
            step = None
        return ["slice", optional(node.lower), optional(node.upper), optional(step)]
    if k == "Starred":
        return ["starred", expression(node.value)]
    if k in ("Tuple", "List", "Set"):
        return [k.lower(), all_of(node.elts)]
    if k == "Dict":
        return ["dictionary", [[optional(a), expression(b)] for a, b in zip(node.keys, node.values)]]
    if k == "BinOp":
        return ["binary", BINARY[kind(node.op)], expression(node.left), expression(node.right)]
    if k == "UnaryOp":
        if TWO and kind(node.op) == "USub" and kind(node.operand) == "Num":
            return ["unary", "-", expression(node.operand)]
        return ["unary", UNARY[kind(node.op)], expression(node.operand)]
    if k == "Repr":
        return ["unary", "`", expression(node.value)]
    if k == "BoolOp":
        return ["boolean", kind(node.op).lower(), all_of(node.values)]
    if k == "Compare":
        return ["compare", [COMPARE[kind(x)] for x in node.ops], all_of([node.left] + node.comparators)]
    if k == "IfExp":
        return ["conditional", expression(node.test), expression(node.body), expression(node.orelse)]
    if k == "Lambda":
        return ["lambda", parameters(node.args), expression(node.body)]
    if k in ("ListComp", "SetComp", "GeneratorExp"):
        form = dict(ListComp="list", SetComp="set", GeneratorExp="generator")[k]
        return ["comprehension", form, expression(node.elt), None, clauses(node)]
    if k == "DictComp":
        return ["comprehension", "dictionary", expression(node.key), expression(node.value), clauses(node)]
    if k == "Await":
        return ["await", expression(node.value)]
    if k == "Yield":
        return ["yield", False, optional(node.value)]
    if k == "YieldFrom":
        return ["yield", True, expression(node.value)]
    if k == "NamedExpr":
        return ["walrus", expression(node.target), expression(node.value)]
    if k == "JoinedStr":
        return ["format", False, parts(node.values)]
    raise TypeError(k)


def index(node):
    k = kind(node)
    if k == "Index":
        return expression(node.value)
    if k == "ExtSlice":
        return ["tuple", 0, [index(x) for x in node.dims]]
    if k == "Ellipsis" and TWO:
        return ["constant", 0, "..."]
    return expression(node)


def clauses(node):
    return [[bool(getattr(x, "is_async", 0)), expression(x.target), expression(x.iter), all_of(x.ifs)] for x in node.generators]


def parameters(args):
    if TWO:
        defaults = [None] * (len(args.args) - len(args.defaults)) + list(args.defaults)
        result = []
        for x, d in zip(args.args, defaults):
            if kind(x) == "Name":
                result.append([x.id, "", None, optional(d), None])
            else:
                result.append(["", "", None, optional(d), expression(x)])
        if args.vararg:
            result.append([args.vararg, "*", None, None, None])
        if args.kwarg:
            result.append([args.kwarg, "**", None, None, None])
        return result

    def one(arg, form, default):
        return [arg.arg, form, optional(arg.annotation), optional(default), None]

    plain = args.posonlyargs + args.args
    defaults = [None] * (len(plain) - len(args.defaults)) + args.defaults
    result = [one(x, "/" if i < len(args.posonlyargs) else "", d) for i, (x, d) in enumerate(zip(plain, defaults))]
    if args.vararg:
        result.append(one(args.vararg, "*", None))
    result += [one(x, "=", d) for x, d in zip(args.kwonlyargs, args.kw_defaults)]
    if args.kwarg:
        result.append(one(args.kwarg, "**", None))
    return result


def block(nodes):
    result = []
    for node in nodes:
        if kind(node) in ("Pass", "Break", "Continue"):
            continue
        if kind(node) == "Expr" and (kind(node.value) in ("Constant", "Str", "Num") or shape(node.value)[0] == "constant"):
            continue
        converted = statement(node)
        if converted[0] == "if" or TWO and converted[0] not in ("import", "from", "class", "function"):
            converted.insert(1, 0)
        elif TWO and converted[0] in ("class", "function"):
            converted.insert(1, 0)
        else:
            converted.insert(1, node.lineno)
        result.append(converted)
    return result


def first_line(node):
    if node.decorator_list and not TWO:
        return min(x.lineno for x in node.decorator_list)
    return node.lineno


def type_parameters(node):
    forms = dict(TypeVar="", TypeVarTuple="*", ParamSpec="**")
    return [[forms[kind(x)], x.name, optional(getattr(x, "bound", None)), optional(getattr(x, "default_value", None))]
            for x in getattr(node, "type_params", [])]


def statement(node):
    k = kind(node)
    if k == "Import":
        return ["import", [[x.name, x.asname] for x in node.names]]
    if k == "ImportFrom":
        return ["from", node.level, node.module or "", [[x.name, x.asname] for x in node.names]]
    if k in ("FunctionDef", "AsyncFunctionDef"):
        return ["function", first_line(node), node.name, k[0] == "A", all_of(node.decorator_list), type_parameters(node),
                parameters(node.args), optional(getattr(node, "returns", None)), block(node.body)]
    if k == "ClassDef":
        return ["class", first_line(node), node.name, all_of(node.decorator_list), type_parameters(node),
                all_of(node.bases), [[x.arg, expression(x.value)] for x in getattr(node, "keywords", [])], block(node.body)]
    if k == "Expr":
        return ["expression", expression(node.value)]
    if k == "Assign":
        return ["assign", all_of(node.targets), expression(node.value)]
    if k == "AugAssign":
        return ["augmented", expression(node.target), BINARY[kind(node.op)], expression(node.value)]
    if k == "AnnAssign":
        return ["annotated", expression(node.target), expression(node.annotation), optional(node.value)]
    if k == "Return":
        return ["return", optional(node.value)]
    if k == "Delete":
        return ["delete", all_of(node.targets)]
    if k == "Raise":
        if TWO:
            return ["raise", optional(node.type), None, all_of([x for x in (node.inst, node.tback) if x is not None])]
        return ["raise", optional(node.exc), optional(node.cause), []]
    if k == "Assert":
        return ["assert", expression(node.test), optional(node.msg)]
    if k in ("Global", "Nonlocal"):
        return [k.lower(), node.names]
    if k == "If":
        return ["if", expression(node.test), block(node.body), block(node.orelse)]
    if k == "While":
        return ["while", expression(node.test), block(node.body), block(node.orelse)]
    if k in ("For", "AsyncFor"):
        return ["for", k[0] == "A", expression(node.target), expression(node.iter), block(node.body), block(node.orelse)]
    if k in ("With", "AsyncWith"):
        if TWO:
            return ["with", False, [[expression(node.context_expr), optional(node.optional_vars)]], block(node.body)]
        return ["with", k[0] == "A", [[expression(x.context_expr), optional(x.optional_vars)] for x in node.items], block(node.body)]
    if k in ("Try", "TryStar", "TryExcept", "TryFinally"):
        handlers = [[k == "TryStar", optional(x.type), handler_target(x), block(x.body)] for x in getattr(node, "handlers", [])]
        return ["try", block(node.body), handlers, block(getattr(node, "orelse", [])), block(getattr(node, "finalbody", []))]
    if k == "Match":
        return ["match", expression(node.subject), [[pattern(x.pattern), optional(x.guard), block(x.body)] for x in node.cases]]
    if k == "TypeAlias":
        return ["type", node.name.id, type_parameters(node), expression(node.value)]
    if k == "Print":
        return ["print", optional(node.dest), all_of(node.values)]
    if k == "Exec":
        return ["exec", expression(node.body), all_of([x for x in (node.globals, node.locals) if x is not None])]
    raise TypeError(k)


def handler_target(handler):
    if handler.name is None or TWO:
        return optional(handler.name)
    return ["name", 0, handler.name]


def pattern(node):
    k = kind(node)
    if k == "MatchValue":
        return ["value", expression(node.value)]
    if k == "MatchSingleton":
        return ["value", ["constant", node.lineno, str(node.value)]]
    if k == "MatchSequence":
        return ["sequence", [pattern(x) for x in node.patterns]]
    if k == "MatchStar":
        return ["star", node.name]
    if k == "MatchOr":
        return ["or", [pattern(x) for x in node.patterns]]
    if k == "MatchAs":
        return ["capture", node.name, None if node.pattern is None else pattern(node.pattern)]
    if k == "MatchMapping":
        return ["mapping", [[expression(a), pattern(b)] for a, b in zip(node.keys, node.patterns)], node.rest]
    if k == "MatchClass":
        return ["instance", expression(node.cls), [pattern(x) for x in node.patterns],
                [[a, pattern(b)] for a, b in zip(node.kwd_attrs, node.kwd_patterns)]]
    raise TypeError(k)


def main():
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            with open(path, "rb") as file:
                source = file.read()
            if TWO and any(ord(x) > 127 for x in source) and not re.search(br"^.*coding[:=]", source, re.M):
                raise SyntaxError("no encoding declared")
            tree = ast.parse(source)
            row = [path, None, block(tree.body)]
            text = json.dumps(row)
        except (SyntaxError, ValueError, LookupError, RecursionError if not TWO else RuntimeError, MemoryError, TypeError) as error:
            text = json.dumps([path, type(error).__name__ + ": " + str(error), None])
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


main()
