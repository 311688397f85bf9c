;;; eglot.el --- Edits a file as a user of Eglot does  -*- lexical-binding: t -*-
;; Writes what that user sees to the file OUT, as JSON.

;; Emacs before 29 has Eglot as a package of the distribution.
(unless (locate-library "eglot")
  (require 'package)
  (add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
  ;; Only this one: with markdown-mode beside it, Eglot asks for Markdown.
  (package-initialize t)
  (package-activate 'eglot))
(require 'eglot)
(require 'json)

(defvar seen nil "What is seen, as an alist.")
(defun saw (name value) (push (cons name value) seen))

(defun in-folder (name) (expand-file-name name (getenv "FOLDER")))

(defun wait (what condition)
  "Wait until CONDITION holds; WHAT gives a text for where it never does."
  (let ((turns 0))
    (while (not (funcall condition))
      (when (> (setq turns (1+ turns)) 2000) (error "Waited in vain for %s" (funcall what)))
      ;; Takes what comes from the server, and what the system tells of files.
      (accept-process-output nil 0.02)
      (read-event nil nil 0.02))))

(defun rules ()
  "The ids of the rules that are broken, as Flymake shows them."
  (let ((texts (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
    (string-join
     (sort (mapcar (lambda (text) (if (string-match "\\[\\([a-z-]+\\)\\]" text) (match-string 1 text) text)) texts)
           #'string<)
     " ")))

(defun expect (name expected)
  (wait (lambda () (format "%s: %s; found %s" name expected (rules)))
        (lambda () (equal (rules) expected))))

(defun write-behind (name text)
  "Write a file that no buffer visits."
  (let ((inhibit-message t)) (write-region text nil (in-folder name))))

(defun at-line (line text)
  (goto-char (point-min))
  (forward-line (1- line))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun run ()
  (setq eglot-server-programs `((js-mode . (,(getenv "NODE") ,(getenv "SERVER") "--stdio")))
        eglot-autoshutdown nil)
  (setq-default eglot-workspace-configuration '(:mailConfigLint (:rules (:weak-cipher "off"))))
  (find-file (in-folder "mailer.js"))
  (js-mode)
  (set-window-buffer (selected-window) (current-buffer))
  (apply #'eglot (eglot--guess-contact))
  (let* ((server (eglot-current-server))
         (process (jsonrpc--process server)))
    (flymake-start)
    ;; Without the rule that the settings turn off.
    (expect "at first" "certificate-not-verified tls-port-mismatch")

    (at-line 7 "secure")
    (let (hover)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
      (wait (lambda () "a hover") (lambda () hover))
      (saw 'hover (substring-no-properties hover)))

    (at-line 7 "false")
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest _)
                 (saw 'offered (vconcat (mapcar #'car items)))
                 "Use implicit TLS")))
      ;; Asked for with a key, not with the mouse.
      (let ((last-nonmenu-event ?\r)) (eglot-code-actions (point) nil "quickfix" t)))
    (wait (lambda () "the edit") (lambda () (save-excursion (at-line 7 "secure") (looking-at "secure: true"))))
    ;; No timer tells the server of edits here, as this Emacs is never idle.
    (save-buffer)
    (expect "after the quick fix" "certificate-not-verified")

    ;; What another program writes is read at once.
    (write-behind ".env" "SHOP_PORT=587\n")
    (expect "after a change on disk" "certificate-not-verified tls-port-mismatch")

    (setq-default eglot-workspace-configuration '(:mailConfigLint (:rules (:* "off"))))
    (eglot-signal-didChangeConfiguration server)
    (expect "with all rules off" "")

    ;; What `eglot-shutdown' says; it would kill the process without waiting for its end.
    (setf (eglot--shutdown-requested server) t)
    (jsonrpc-request server :shutdown nil)
    (jsonrpc-notify server :exit nil)
    (wait (lambda () "the end of the server") (lambda () (not (process-live-p process))))
    (saw 'exit (process-exit-status process))))

(condition-case problem
    (run)
  (error
   (saw 'problem (error-message-string problem))
   (saw 'events (let ((server (eglot-current-server)))
                  (when server (with-current-buffer (jsonrpc-events-buffer server) (buffer-string)))))))

(with-temp-file (getenv "OUT") (insert (json-encode seen)))
