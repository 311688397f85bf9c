Rails.application.configure do
  config.action_mailer.smtp_settings = {
    address: ENV.fetch('SMTP_HOST', 'smtp.acme-mail.org'),
    :port => 25, user_name: "shop",
    'enable_starttls_auto' => true
  }
end
