"""A real SMTP server (aiosmtpd) for tests: smtp_server.py MODE CERTIFICATE KEY, MODE one of starttls, implicit, plain.
Prints its port, then each mail taken as a line of JSON."""
import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

mode, certificate, key = sys.argv[1:4]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "450 4.2.1 mailbox busy"
        if address.startswith("hang@"):
            print(json.dumps({"hanging": True}), flush=True)
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None or mode == "implicit",
            "user": session.auth_data.decode() if session.auth_data else None,
            "data": base64.b64encode(envelope.original_content).decode()}), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"tidegate" and data.password == b"s3cr3t-passw0rd"
    return AuthResult(success=good, handled=good, auth_data=data.login if good else None)


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def factory():
        return SMTP(Handler(), hostname="localhost", authenticator=authenticate, auth_require_tls=mode == "starttls",
                    tls_context=context if mode == "starttls" else None, require_starttls=mode == "starttls")

    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0, ssl=context if mode == "implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # ends with whoever started it
    server.close()

asyncio.run(main())
