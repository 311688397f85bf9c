gitlab_rails['smtp_enable'] = true
gitlab_rails['smtp_address'] = "smtp.acme-mail.org" # server
gitlab_rails["smtp_port"] = 465
gitlab_rails['smtp_password'] = ENV['PASS']
# gitlab_rails['smtp_tls'] = true
