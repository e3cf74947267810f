from tests.backend.conftest import postbox

__all__ = ["postbox"]
