"""How the inner loops are compiled: to machine code that is kept on the disk and runs beside other threads."""

from numba import njit

whole = njit(cache=True, nogil=True)
"""What Python calls; it may make arrays."""

part = njit(cache=True, nogil=True, _nrt=False, forceinline=True)
"""What compiled code calls; it makes no array, so that none is counted at each call, which would cost more than it."""
