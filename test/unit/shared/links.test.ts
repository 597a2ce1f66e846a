// Which links may be opened: five schemes, no credentials, nothing hidden in them.

import { describe, expect, it } from 'vitest'
import { isSafeLink } from '../../../src/shared/protocol/links'

const OPENED = [
  'https://nas.local/log',
  'http://nas.local',
  'https://example.test:8443/a/b?c=d&e=f#g',
  'HTTPS://EXAMPLE.TEST/',
  'https://192.168.1.9/',
  'https://[fe80::1]:9000/',
  'https://xn--bcher-kva.test/',
  'https://bücher.test/',
  'https://example.test/%0d%0a',
  'https://example.test/a%20b',
  'https://example.test/?next=javascript:alert(1)',
  'https://example.test/@user',
  'http:nas.local',
  'http://localhost:9999/',
  'mailto:ann@example.test',
  'mailto:ann@example.test?subject=Hello',
  'tel:+491234567',
  'tel:112',
  'geo:52.52,13.405',
  'geo:0,0?q=station',
]

const REFUSED = [
  '',
  ' ',
  'nas.local',
  '//nas.local/log',
  '/etc/passwd',
  'https://',
  'https:// example.test',
  ' https://example.test',
  'https://example.test ',
  'https://example.test/a b',
  'https://example.test/\u0000',
  'https://example.test/\n',
  'https://example.test/\r\nHost: evil.test',
  'https://example.test/\t',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'https://example.test/\u007f',
  'https:\\\\example.test',
  'https://example.test\\@evil.test',
  '\\\\server\\share',
  'https://user@example.test/',
  'https://user:secret@example.test/',
  'https://:secret@example.test/',
  'https://example.test:99999/',
  'https://[::1',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'javascript://example.test/%0aalert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.test/1',
  'file:///etc/passwd',
  'file://server/share',
  'FILE:///C:/Windows/System32/calc.exe',
  'ftp://example.test/',
  'sftp://example.test/',
  'smb://server/share',
  'nfs://server/share',
  'ssh://example.test',
  'telnet://example.test',
  'ldap://example.test',
  'jar:https://example.test/a.jar!/b',
  'view-source:https://example.test',
  'about:blank',
  'chrome://settings',
  'chrome-extension://abc/page.html',
  'devtools://devtools/',
  'app://bellhop/',
  'bellhop://pair?code=1',
  'ws://example.test/',
  'wss://example.test/',
  'ms-settings:network',
  'ms-msdt:/id PCWDiagnostic',
  'search-ms:query=x&crumb=location:\\\\server',
  'shell:startup',
  'intent://scan/#Intent;scheme=zxing;end',
  'steam://run/1',
  'x-apple.systempreferences:',
  'sms:+491234567',
  'magnet:?xt=urn:btih:1',
  'git+ssh://example.test',
  'httpss://example.test',
  'http+unix://example.test',
]

describe('a link', () => {
  it.each(OPENED)('may be opened: %s', (text) => {
    expect(isSafeLink(text)).toBe(true)
  })

  it.each(REFUSED)('is refused: %j', (text) => {
    expect(isSafeLink(text)).toBe(false)
  })
})
