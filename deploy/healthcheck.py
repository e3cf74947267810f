"""Exit code 0 when the web process in this container answers under the name it serves."""

import http.client
import os
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("ENTREGENT_BASE_URL", "http://127.0.0.1")).netloc
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=3)
connection.request("GET", "/healthz", headers={"Host": host})
raise SystemExit(connection.getresponse().status != 200)
