import os
EMAIL_HOST = 'smtp.acme-mail.org'  # server
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", 25))
EMAIL_USE_TLS = os.getenv('TLS', 'false') == 'true'
EMAIL_HOST_USER: str = "shop"
EMAIL_HOST_PASSWORD = os.environ["PASS"]
if DEBUG:
    EMAIL_HOST = 'localhost'
MAIL = {'host': 'a.example', "port": 2525}
