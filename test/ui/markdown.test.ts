// Markdown as our own elements and no others: nothing that a sender writes becomes markup, loads or leads astray.

import { render } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import { parseMarkdown } from '../../src/shared/markdown/parse'
import Blocks from '../../src/renderer/lib/components/Blocks.svelte'

/** All that a body may become; svg and what is in it are our own icons of a task. */
const ALLOWED = new Set(
  'div p h2 h3 ul ol li blockquote pre code hr table thead tbody tr th td strong em del br button bdi span svg path rect'.split(
    ' ',
  ),
)
const ATTRIBUTES = /^(?:dir|class|type|role|title|start|tabindex|aria-label|aria-hidden)$/

function show(body: string, onlink: (url: string) => void = () => undefined): HTMLElement {
  return render(Blocks, { props: { blocks: parseMarkdown(body), onlink } }).container
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'a <b onmouseover=alert(1)>b</b> c',
  '<svg/onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  '<style>*{display:none}</style>',
  '<form action=//evil.test><input></form>',
  '<math><mtext></p><img src=x onerror=alert(1)>',
  '<!-- --><p>comment</p>',
  '<details open ontoggle=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:msgbox)',
  '[x](file:///etc/passwd)',
  '[x](bellhop://pair)',
  '[x](https://user:pass@evil.test/)',
  '[x](\\\\evil\\share)',
  '<javascript:alert(1)>',
  '![x](https://evil.test/beacon.png)',
  '![x](javascript:alert(1))',
  '![x][1]\n\n[1]: https://evil.test/beacon.png',
  '[x][1]\n\n[1]: javascript:alert(1)',
  '`<script>alert(1)</script>`',
  '```html\n<script>alert(1)</script>\n```',
  '| <script>alert(1)</script> |\n| --- |\n| <img src=x> |',
  '> <script>alert(1)</script>',
  '- <img src=x onerror=alert(1)>',
  '# <img src=x onerror=alert(1)>',
  '[^1]\n\n[^1]: <script>alert(1)</script>',
  '**<img src=x onerror=alert(1)>**',
  '[<img src=x onerror=alert(1)>](https://a.test)',
  '\u202E<script>alert(1)</script>',
  '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  '{@html "<img src=x>"}{alert(1)}${alert(1)}',
]

const LONG_HOST = `${'bank.example.'.repeat(12)}evil.test`

/** Links that would be taken for others, and what stands beside them. */
const LOOK_ALIKES: readonly [body: string, where: string][] = [
  ['[https://bank.test](https://evil.test)', 'evil.test'],
  ['[bank.test](https://evil.test/bank.test)', 'evil.test/bank.test'],
  ['[https://bank.test/](https://bank.test.evil.test/)', 'bank.test.evil.test'],
  ['[bank.test](https://evil.test/@bank.test)', 'evil.test/@bank.test'],
  ['[bank.test](https://evil.test?bank.test)', 'evil.test/?bank.test'],
  ['[bank.test](https://evil.test#bank.test)', 'evil.test/#bank.test'],
  ['[https://bank.test](HTTPS://EVIL.TEST)', 'evil.test'],
  ['https://b\u0430nk.test', 'xn--bnk-6cd.test'],
  ['[https://b\u0430nk.test](https://b\u0430nk.test)', 'xn--bnk-6cd.test'],
  ['[b\u0430nk.test](https://b\u0430nk.test/)', 'xn--bnk-6cd.test'],
  ['[bücher.test](https://bücher.test/)', 'xn--bcher-kva.test'],
  ['[bank.test](https://ｂank.test.evil.test)', 'bank.test.evil.test'],
  ['[bank.test](https://bank\u3002evil.test)', 'bank.evil.test'],
  ['[nas](http://0x7f000001/)', '127.0.0.1'],
  ['[nas](http://2130706433/)', '127.0.0.1'],
  ['[nas](http://0177.0.0.1/)', '127.0.0.1'],
  ['[nas.local](http://nas.local:8080/)', 'nas.local:8080'],
  ['[https://bank.test:443](https://evil.test:443)', 'evil.test'],
  ['[\u202Etset.knab](https://evil.test)', 'evil.test'],
  ['[bank.test\u2066](https://evil.test)', 'evil.test'],
  ['[bank.test\u200b](https://bank.test)', 'bank.test'],
  ['[bank.test](https://evil.test/\u202Etset.knab)', 'evil.test/%E2%80%AEtset.knab'],
  ['[bank.test](https://evil.test/%E2%80%AE)', 'evil.test/%E2%80%AE'],
  ['[**bank.test**](https://evil.test)', 'evil.test'],
  ['[`https://bank.test`](https://evil.test)', 'evil.test'],
  ['[![https://bank.test](x)](https://evil.test)', 'evil.test'],
  ['![https://bank.test](https://evil.test/a.png)', 'evil.test/a.png'],
  ['[https://bank.test][1]\n\n[1]: https://evil.test', 'evil.test'],
  ['[https://bank.test\\@evil.test](https://evil.test)', 'evil.test'],
  [`[bank.example](https://${LONG_HOST})`, LONG_HOST],
  [`[bank.example](https://${LONG_HOST}/${'a'.repeat(300)})`, `${LONG_HOST}…`],
  ['[bank](https://xn--80ak6aa92e.test)', 'xn--80ak6aa92e.test'],
  ['[ann@bank.test](mailto:ann@evil.test)', 'mailto:ann@evil.test'],
  ['[ann@bank.test](mailto:ann@bank.test?cc=x@evil.test)', 'mailto:ann@bank.test?cc=x@evil.test'],
  ['[112](tel:+491234567)', 'tel:+491234567'],
  ['[here](geo:52.5,13.4)', 'geo:52.5,13.4'],
  ['[ ](https://evil.test)', 'evil.test'],
  ['[\u3164](https://evil.test)', 'evil.test'],
  ['[(bank.test)](https://evil.test)', 'evil.test'],
]

/** Links whose text is where they lead. */
const HONEST = [
  'https://nas.local/log',
  'https://nas.local',
  '<https://nas.local/>',
  '[nas.local](https://nas.local/)',
  '[nas.local/log](http://nas.local/log)',
  'www.example.test',
  'ann@example.test',
  '[xn--bcher-kva.test](https://bücher.test)',
]

describe('S-50 hostile bodies', () => {
  it.each(HOSTILE)('become text: %j', (body) => {
    const root = show(body)
    for (const element of root.querySelectorAll('*')) {
      expect(ALLOWED).toContain(element.localName)
      if (element.closest('svg') !== null) continue
      for (const name of element.getAttributeNames()) expect(name).toMatch(ATTRIBUTES)
    }
  })

  it('keep their words', () => {
    expect(show('a <b>c</b> d').textContent).toContain('a <b>c</b> d')
    expect(show('<script>alert(1)</script>').textContent).toContain('<script>alert(1)</script>')
  })
})

describe('links', () => {
  it('say where they lead, and are opened by whoever checks them again', () => {
    const onlink = vi.fn()
    const root = show('[your bank](https://xn--bnk-0na.test/login)', onlink)
    const link = root.querySelector<HTMLElement>('[role="link"]')
    expect(link?.textContent).toBe('your bank')
    expect(root.textContent).toContain('(xn--bnk-0na.test/login)')
    link?.click()
    expect(onlink).toHaveBeenCalledWith('https://xn--bnk-0na.test/login')
  })

  it.each(LOOK_ALIKES)('S-53 %j says that it leads to %s', (body, where) => {
    const root = show(body)
    const link = root.querySelector<HTMLElement>('[role="link"]')
    expect(root.querySelector('.where')?.textContent).toBe(` (${where})`)
    // No letter of the tooltip can look like another or turn others round.
    expect(link?.title).toMatch(/^[\x21-\x7e]+$/)
    expect(link?.firstElementChild?.localName).toBe('bdi')
  })

  it.each(HONEST)('S-53 %j is not said twice', (body) => {
    const root = show(body)
    expect(root.querySelector('[role="link"]')).not.toBeNull()
    expect(root.querySelector('.where')).toBeNull()
  })

  it('that are their own text are not said twice', () => {
    expect(show('see https://nas.local/log').textContent.trim()).toBe('see https://nas.local/log')
  })

  it('that must not be opened are text', () => {
    const root = show('[x](javascript:alert(1))')
    expect(root.querySelector('[role="link"]')).toBeNull()
    expect(root.textContent).toContain('javascript:alert(1)')
  })

  it('S-51 pictures are named, never loaded', () => {
    const root = show('![a cat](https://evil.test/cat.png)')
    expect(root.querySelector('img')).toBeNull()
    expect(root.textContent).toContain('a cat')
  })
})

describe('what people write', () => {
  it('stands as they meant it', () => {
    const root = show(
      '# One\n\n**bold** *thin* ~~gone~~ `code`\n\n1. a\n2. b\n\n- [x] done\n- [ ] open\n\n| a | b |\n| - | -: |\n| 1 | 2 |',
    )
    expect(root.querySelector('h2')?.textContent).toBe('One')
    expect(root.querySelector('strong')?.textContent).toBe('bold')
    expect(root.querySelectorAll('ol li')).toHaveLength(2)
    expect(root.querySelectorAll('li.task')).toHaveLength(2)
    expect(root.querySelector('td.a-right')?.textContent).toBe('2')
  })
})
