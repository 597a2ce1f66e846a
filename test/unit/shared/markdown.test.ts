// Markdown read into our own tree and into plain text: bounded in time whatever is in it, and cut where nobody sees.

import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../../src/shared/markdown/parse'
import { piecesOf } from '../../../src/shared/markdown/pieces'
import { markdownText } from '../../../src/shared/markdown/plain'
import type { Block } from '../../../src/shared/markdown/tree'

const LONGEST = 65_536
/** Time of the processor, so that a busy machine does not make a quick reader slow. */
const MOST_MS = 5_000

const fill = (part: string): string => part.repeat(Math.floor(LONGEST / part.length))

describe('a body that is made to be slow', () => {
  it.each([
    ['quotes in quotes', fill('>')],
    ['lists in lists', fill('1. ')],
    ['stars', fill('*a')],
    ['open brackets', fill('[')],
    ['half links', fill('[a](')],
    ['strikes', fill('~~a')],
    ['backticks', fill('`')],
    ['nested lists', Array.from({ length: 250 }, (_, at) => `${' '.repeat(at * 2)}- a`).join('\n')],
    ['many quotes', fill('> a *b* \n\n')],
    ['many footnotes', fill('[^a]: b\n\n')],
    ['a table without end', `|a|b|\n|-|-|\n${fill('|c|d|\n')}`.slice(0, LONGEST)],
    ['many links', fill('www.a.test ')],
    ['a fence that is never closed', `\`\`\`\n${fill('*a*\n\n')}`.slice(0, LONGEST)],
    ['references to each other', fill('[a][b]\n\n[b]: https://a.test\n\n')],
  ])(
    'is shown all the same: %s',
    (_, body) => {
      const before = process.cpuUsage()
      const blocks = parseMarkdown(body)
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(MOST_MS)
      expect(blocks.length).toBeGreaterThan(0)
    },
    60_000,
  )

  it('is not nested deeper than a person would, and loses no word for it', () => {
    const deep = `${'> '.repeat(20)}the end`
    const depth = (blocks: readonly Block[]): number =>
      Math.max(0, ...blocks.map((one) => (one.type === 'quote' ? 1 + depth(one.children) : 0)))
    expect(depth(parseMarkdown(deep))).toBeLessThanOrEqual(13)
    expect(markdownText(deep)).toContain('the end')
  })
})

describe('a long body', () => {
  const paragraph = `${'word '.repeat(100)}\n\n`

  it('is read in pieces that are the whole', () => {
    const body = paragraph.repeat(40)
    const pieces = piecesOf(body)
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe(body)
    expect(parseMarkdown(body)).toHaveLength(40)
  })

  it('is not cut within a fence of code', () => {
    const code = `\`\`\`\`sh\n${'line\n\n```\n'.repeat(1_000)}\`\`\`\`\n`
    const blocks = parseMarkdown(`${paragraph.repeat(5)}${code}\nafter`)
    expect(blocks.map(({ type }) => type)).toEqual([
      ...Array.from({ length: 5 }, () => 'paragraph'),
      'code',
      'paragraph',
    ])
  })

  it('knows everywhere where its references lead', () => {
    const body = `see [the log][1]\n\n${paragraph.repeat(20)}[1]: https://nas.local/log`
    const [first] = parseMarkdown(body)
    expect(JSON.stringify(first)).toContain('https://nas.local/log')
    expect(markdownText(body).endsWith('word')).toBe(true)
  })
})

describe('as plain text', () => {
  it.each([
    ['# Done\n**12 GB** in [4 min](http://x.test/)', 'Done\n12 GB in 4 min'],
    ['- a\n- [x] b\n- [ ] c', '• a\n☑ b\n☐ c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['| a | b |\n| - | - |\n| 1 | 2 |', 'a · b\n1 · 2'],
    ['> said\n\n---\n\n`code` ~~gone~~', 'said\ncode gone'],
    ['```\n**kept**\n```', '**kept**'],
    ['one  \ntwo', 'one\ntwo'],
    ['![a cat](https://evil.test/cat.png)', 'a cat'],
    ['<b>not bold</b> & <script>alert(1)</script>', '<b>not bold</b> & <script>alert(1)</script>'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['', ''],
  ])('%j is %j', (body, text) => {
    expect(markdownText(body)).toBe(text)
  })
})
