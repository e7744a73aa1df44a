# SPDX-License-Identifier: MIT
"""Functions and headers that are outside of this C subset, and why.

A name counts only if the program does not define such a function itself.
"""

from __future__ import annotations

import re

SUBSET = "not in this C subset"
_REASONS = {
    "jumps": f"jumps out of functions are {SUBSET}",
    "frames": f"frames and return addresses are {SUBSET}: there is no machine stack underneath",
    "classes": f"the class of a type is {SUBSET}: use _Generic",
    "inlined": f"the arguments of the call that is replaced are {SUBSET}: no call is replaced",
    "vectors": f"vectors are {SUBSET}",
    "files": f"files are {SUBSET}: a program has stdin, stdout and stderr",
    "processes": f"other processes are {SUBSET}",
    "signals": f"signals are {SUBSET}",
    "threads": f"threads are {SUBSET}",
    "clock": f"the clock is {SUBSET}: every run is the same",
    "floats": f"floating point is {SUBSET}",
    "wide": f"wide characters are {SUBSET}",
    "locales": f"locales are {SUBSET}",
}
_FUNCTIONS = """
jumps setjmp _setjmp sigsetjmp longjmp _longjmp siglongjmp __builtin_setjmp __builtin_longjmp
frames __builtin_return_address __builtin_frame_address
frames __builtin_apply __builtin_apply_args __builtin_return __builtin_extract_return_addr
frames __builtin_frob_return_addr __builtin_unwind_init __builtin_eh_return
inlined __builtin_va_arg_pack __builtin_va_arg_pack_len
vectors __builtin_shuffle __builtin_shufflevector __builtin_convertvector
classes __builtin_classify_type
files fopen fdopen freopen fclose fseek ftell rewind fgetpos fsetpos setbuf setvbuf fscanf
files tmpfile tmpnam mkstemp remove rename unlink open creat close read write lseek dup dup2 pipe
files stat fstat ioctl mmap munmap mprotect
processes fork vfork execv execve execvp system popen pclose wait waitpid
signals signal raise kill sigaction sigprocmask alarm pause
threads pthread_create pthread_join pthread_mutex_lock thrd_create
clock time clock gettimeofday clock_gettime localtime sleep usleep
floats sin cos tan asin acos atan atan2 sinh cosh tanh exp log log10 pow sqrt cbrt fabs floor ceil
floats fmod ldexp frexp modf round trunc atof strtod strtof sinf cosf sqrtf fabsf floorf powf
wide wcslen wcscpy wprintf putwchar mbstowcs wcstombs mbtowc
locales setlocale localeconv
"""
_MACROS = """
floats FLT_MAX FLT_MIN FLT_EPSILON FLT_DIG DBL_MAX DBL_MIN DBL_EPSILON DBL_DIG LDBL_MAX LDBL_MIN
floats HUGE_VAL NAN INFINITY M_PI M_E
"""
_HEADERS = """
jumps setjmp.h
files fcntl.h dirent.h sys/stat.h sys/mman.h sys/ioctl.h
processes sys/wait.h sys/socket.h sys/resource.h dlfcn.h
signals signal.h
threads pthread.h threads.h stdatomic.h semaphore.h sched.h
clock time.h sys/time.h
floats fenv.h complex.h tgmath.h
wide wchar.h wctype.h uchar.h
locales locale.h
"""


def _table(text: str) -> dict[str, str]:
    rows = (line.split() for line in text.strip().split("\n"))
    return {name: _REASONS[reason] for reason, *names in rows for name in names}


REFUSED_FUNCTIONS = _table(_FUNCTIONS)
_FLOATING = re.compile(
    r"__builtin_(?:(?:huge_val|inf|nans?|fabs|sqrt|pow|exp|log|sin|cos|floor|ceil|copysign|fm[aino]\w*"
    r"|signbit|isnan|isinf\w*|isfinite|isnormal|isless\w*|isgreater\w*|isunordered|fpclassify)\w{0,4}"
    r"|complex|creal\w*|cimag\w*|conj\w*|carg\w*|cabs\w*)"
)


def why_no_function(name: str) -> str:
    """Return why this C subset has no function of a name; nothing if it only is not known."""
    if name.startswith(("__atomic_", "__sync_")):
        return _REASONS["threads"]
    if _FLOATING.fullmatch(name):
        return _REASONS["floats"]
    return REFUSED_FUNCTIONS.get(name, "")


REFUSED_MACROS = _table(_MACROS)
REFUSED_HEADERS = _table(_HEADERS)
