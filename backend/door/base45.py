"""Base45 (RFC 9285): bytes as text that a QR code holds in its alphanumeric mode."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    out = []
    for start in range(0, len(data) - 1, 2):
        rest, low = divmod(data[start] * 256 + data[start + 1], 45)
        high, middle = divmod(rest, 45)
        out += [low, middle, high]
    if len(data) % 2:
        out += [data[-1] % 45, data[-1] // 45]
    return "".join(ALPHABET[value] for value in out)


def decode(text: str) -> bytes:
    """The bytes of TEXT.

    Raises:
        ValueError: TEXT is no Base45.
    """
    if len(text) % 3 == 1:
        raise ValueError("a length that no bytes give")
    try:
        values = [_VALUES[char] for char in text]
    except KeyError:
        raise ValueError("a character outside the alphabet") from None
    out = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        size = len(group) - 1
        if number >= 256**size:
            raise ValueError("a group above its range")
        out += number.to_bytes(size, "big")
    return bytes(out)
