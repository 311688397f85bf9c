-- Edits a file as a user of Neovim does, and writes what that user sees to the file OUT, as JSON.
local env = vim.env
local seen = { offered = {} }

local function wait(what, condition)
  if not vim.wait(100000, condition, 20) then error('waited in vain for ' .. what()) end
end

local function text(words)
  return function() return words end
end

local function rules()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, tostring(each.code or each.user_data.lsp.code))
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function expect(name, expected)
  local function what() return name .. ': ' .. expected .. ', found ' .. rules() end
  wait(what, function() return rules() == expected end)
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

local function write(name, text)
  local file = assert(io.open(env.FOLDER .. '/' .. name, 'w'))
  file:write(text)
  file:close()
end

local function run()
  vim.cmd('edit ' .. env.FOLDER .. '/mailer.js')
  local client = vim.lsp.start_client({
    name = 'mail-config-lint',
    cmd = { env.NODE, env.SERVER, '--stdio' },
    root_dir = env.FOLDER,
    init_options = { rules = { ['weak-cipher'] = 'off' } },
    on_exit = function(code, signal) seen.exit = { code, signal } end,
  })
  wait(text('the server'), function() return vim.lsp.get_client_by_id(client).initialized end)
  vim.lsp.buf_attach_client(0, client)

  -- Without the rule that is turned off from the start.
  expect('at first', 'certificate-not-verified tls-port-mismatch')

  vim.fn.cursor(7, 4)
  vim.lsp.buf.hover()
  wait(text('a hover'), floating_text)
  seen.hover = floating_text()
  vim.api.nvim_command('wincmd w | close')

  local title = 'Use implicit TLS'
  vim.ui.select = function(items, _, choose)
    for _, item in ipairs(items) do
      local action = item.action or item[2]
      table.insert(seen.offered, action.title)
      if action.title:find(title, 1, true) then return choose(item) end
    end
  end
  vim.fn.cursor(7, 11)
  vim.lsp.buf.code_action()
  wait(text('the edit'), function() return vim.fn.getline(7):find('true') end)
  expect('after the quick fix', 'certificate-not-verified')

  -- What another program writes is read at the next save.
  write('.env', 'SHOP_PORT=587\n')
  vim.cmd('silent write')
  expect('after a change on disk', 'certificate-not-verified tls-port-mismatch')

  -- As nvim-lspconfig hands settings over.
  local settings = { mailConfigLint = { rules = { ['*'] = 'off' } } }
  vim.lsp.get_client_by_id(client).notify('workspace/didChangeConfiguration', { settings = settings })
  expect('with all rules off', '')

  vim.lsp.stop_client(client)
  wait(text('the end of the server'), function() return seen.exit end)
end

local ok, problem = pcall(run)
if not ok then seen.problem = tostring(problem) end
local out = assert(io.open(env.OUT, 'w'))
out:write(vim.fn.json_encode(seen))
out:close()
vim.cmd('qall!')
