"""A small OIDC provider of the VNeID gateway's shape: a real HTTP server that checks the client's secret and PKCE."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "doanso", "mot-bi-mat", "k1"


class Provider(ThreadingHTTPServer):
    """`claims` are told about whoever signs in next; `audience` may be set wrong."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.claims: dict[str, Any] = {}
        self.audience = CLIENT
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.grants: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.complaints: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        pages = {
            "/.well-known/openid-configuration": self.configuration,
            "/jwks": self.jwks,
            "/userinfo": self.userinfo,
        }
        if parts.path == "/authorize":
            self.authorize(query)
        elif parts.path in pages:
            self.json(pages[parts.path]())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: values[0] for key, values in parse_qs(body).items()}
        grant = self.server.grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if grant is None or grant["challenge"] != challenge or self.client_secret(form) != SECRET:
            self.server.complaints.append("token refused")
            self.json({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe(16)
        self.server.tokens.add(token)
        self.json({"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token(grant)})

    def client_secret(self, form: dict[str, str]) -> str:
        basic = self.headers.get("Authorization", "").removeprefix("Basic ")
        return base64.b64decode(basic).decode().partition(":")[2] if basic else form.get("client_secret", "")

    def configuration(self) -> dict[str, Any]:
        url = self.server.url
        return {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "userinfo_endpoint": f"{url}/userinfo",
            "jwks_uri": f"{url}/jwks",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def jwks(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
        return {"keys": [key | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def userinfo(self) -> dict[str, Any]:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.server.claims if token in self.server.tokens else {}

    def authorize(self, query: dict[str, str]) -> None:
        if query.get("code_challenge_method") != "S256" or query.get("client_id") != CLIENT:
            self.send_error(400)
            return
        code = secrets.token_urlsafe(16)
        self.server.grants[code] = {"challenge": query["code_challenge"], "nonce": query.get("nonce", "")}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
        self.end_headers()

    def id_token(self, grant: dict[str, str]) -> str:
        now = int(time.time())
        standard = {"iss": self.server.url, "aud": self.server.audience, "iat": now, "exp": now + 300}
        claims = standard | self.server.claims | ({"nonce": grant["nonce"]} if grant["nonce"] else {})
        return jwt.encode(claims, self.server.key, algorithm="RS256", headers={"kid": KEY_ID})

    def json(self, data: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    thread = Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join()
        provider.server_close()
