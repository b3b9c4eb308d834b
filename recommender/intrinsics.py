"""Instructions of the machine that compiled code uses and that numba has no name for."""

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


@intrinsic
def popcount(typing, word):  # type: ignore[no-untyped-def]
    """Return how many bits of a word are set."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def trailing_zeros(typing, word):  # type: ignore[no-untyped-def]
    """Return how many bits of a word, which is not 0, are clear below the lowest that is set."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.cttz(arguments[0], context.get_constant(types.boolean, False))

    return types.uint64(types.uint64), generate


@intrinsic
def copy_bytes(typing, source, start, target, used, count):  # type: ignore[no-untyped-def]
    """Copy ``count`` bytes from ``source`` (from ``start`` on) to another array (to ``used``); nothing is checked."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        def place(at):  # type: ignore[no-untyped-def]
            array = context.make_array(signature.args[at])(context, builder, arguments[at])
            return builder.gep(array.data, [arguments[at + 1]])

        cgutils.raw_memcpy(builder, place(2), place(0), arguments[4], 1)  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    return types.void(source, types.int64, target, types.int64, types.int64), generate
