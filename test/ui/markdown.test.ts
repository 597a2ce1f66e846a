// Markdown as our own elements and no others: nothing that a sender writes becomes markup, loads or leads astray.

import { render } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import { parseMarkdown } from '../../src/renderer/lib/markdown/parse'
import Blocks from '../../src/renderer/lib/components/Blocks.svelte'

/** All that a body may become; svg and what is in it are our own icons of a task. */
const ALLOWED = new Set(
  'div p h2 h3 ul ol li blockquote pre code hr table thead tbody tr th td strong em del br button span svg path rect'.split(
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

describe('hostile bodies', () => {
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

  it('that are their own text are not said twice', () => {
    expect(show('see https://nas.local/log').textContent.trim()).toBe('see https://nas.local/log')
  })

  it('that must not be opened are text', () => {
    const root = show('[x](javascript:alert(1))')
    expect(root.querySelector('[role="link"]')).toBeNull()
    expect(root.textContent).toContain('javascript:alert(1)')
  })

  it('pictures are named, never loaded', () => {
    const root = show('![a cat](https://evil.test/cat.png)')
    expect(root.querySelector('img')).toBeNull()
    expect(root.textContent).toContain('a cat')
  })
})

describe('a body that is made to be slow', () => {
  it.each([
    ['quotes in quotes', '>'.repeat(65_536)],
    ['lists in lists', '1. '.repeat(21_000)],
    ['stars', '*a'.repeat(32_000)],
    ['open brackets', '['.repeat(65_536)],
    ['half links', '[a]('.repeat(16_000)],
    ['strikes', '~~a'.repeat(21_000)],
    ['backticks', '`'.repeat(65_536)],
    ['nested lists', Array.from({ length: 250 }, (_, at) => `${' '.repeat(at * 2)}- a`).join('\n')],
  ])('is shown all the same: %s', (_, body) => {
    const start = performance.now()
    const blocks = parseMarkdown(body)
    expect(performance.now() - start).toBeLessThan(3_000)
    expect(blocks.length).toBeGreaterThan(0)
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
