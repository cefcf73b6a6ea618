// The top-level names of CPython's standard library, by version: the boundary where following imports ends.

// From sys.stdlib_module_names of CPython 3.10 to 3.13 and the library folder of 3.8; the changes of 3.14 and 3.15
// from their release notes. Names in the middle of their life stand in ALWAYS; the others say since when or until when.
const ALWAYS = `__future__ _abc _aix_support _ast _asyncio _bisect _blake2 _bz2 _codecs _codecs_cn _codecs_hk
_codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _collections_abc _compat_pickle _compression _contextvars
_csv _ctypes _curses _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external
_functools _gdbm _hashlib _heapq _imp _io _json _locale _lsprof _lzma _markupbase _md5 _multibytecodec _multiprocessing
_opcode _operator _osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_abc _pydecimal _pyio _queue _random
_scproxy _sha1 _sha3 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct
_symtable _thread _threading_local _tkinter _tracemalloc _uuid _warnings _weakref _weakrefset _winapi _zoneinfo abc
antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd code
codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes
curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl
filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale
logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc nt ntpath nturl2path numbers
opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint
profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource
rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3
sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess symtable sys sysconfig
syslog tabnanny tarfile tempfile termios textwrap this threading time timeit tkinter token tokenize trace traceback
tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser
winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`;

/** Names that came: the first minor version of Python 3 that has them. */
const SINCE: Readonly<Record<number, string>> = {
  11: '_tokenize _typing tomllib',
  12: '_pydatetime _pylong _sha2',
  13: '_android_support _colorize _interpchannels _interpqueues _interpreters _ios_support _opcode_metadata _pyrepl _suggestions _sysconfig _wmi',
  14: '_hmac _zstd annotationlib compression',
  15: 'profiling',
};

/** Names that went: the first minor version of Python 3 without them. */
const UNTIL: Readonly<Record<number, string>> = {
  10: '_bootlocale _dummy_thread dummy_threading formatter parser symbol',
  11: 'binhex',
  12: '_bootsubprocess _sha256 _sha512 asynchat asyncore distutils imp smtpd',
  13: '_crypt _msi aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib',
};

/** Whether a top-level name is of the standard library of any version: where it went, something else may stand in. */
export function isEverStandard(name: string): boolean {
  ever ??= new Set([ALWAYS, ...Object.values(SINCE), ...Object.values(UNTIL)].flatMap((list) => list.split(/\s+/)));
  return ever.has(name);
}

let ever: ReadonlySet<string> | null = null;

/** The names of the standard library of Python 3.`minor`. */
export function standardLibrary(minor: number): ReadonlySet<string> {
  const names = new Set(ALWAYS.split(/\s+/));
  for (const [since, list] of Object.entries(SINCE)) {
    if (minor >= Number(since)) for (const name of list.split(' ')) names.add(name);
  }
  for (const [until, list] of Object.entries(UNTIL)) {
    if (minor < Number(until)) for (const name of list.split(' ')) names.add(name);
  }
  return names;
}
