<?php
return [
    'default' => env('MAIL_MAILER', 'smtp'),
    'mailers' => ['smtp' => [
        'host' => "smtp.acme-mail.org", // server
        'port' => (int) env('MAIL_PORT', 587),
        'encryption' => null,
        'verify_peer' => false,
    ]],
];
