"""One JSON object a line: time, level, logger, message, request id. Never a body, a query string or a name."""

import json
import logging
import re
from datetime import UTC, datetime

from backend.core.http.middleware import request_id

_PERSONAL_LINK = re.compile(r"/i/[A-Za-z0-9_-]+")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _PERSONAL_LINK.sub("/i/***", record.getMessage()),
            "request_id": request_id.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
