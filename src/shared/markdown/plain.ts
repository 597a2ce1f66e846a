// Markdown as plain text, for where nothing but text can stand: rows, toasts, menus, terminals. Knows none of
// these, and says of a link only what its sender called it, since nothing there can be opened.

import { parseMarkdown } from './parse'
import type { Block, Inline, ListItem } from './tree'

/** The words of a Markdown text without its marks, a line for each paragraph, item and row. */
export function markdownText(body: string): string {
  return blocksText(parseMarkdown(body))
}

function blocksText(blocks: readonly Block[]): string {
  return blocks
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n')
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlinesText(block.children)
    case 'list':
      return block.items.map((item, at) => itemText(item, block.start, at)).join('\n')
    case 'quote':
      return blocksText(block.children)
    case 'code':
      return block.value
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(inlinesText).join(' · ')).join('\n')
    case 'rule':
      return ''
  }
}

function itemText({ isDone, children }: ListItem, start: number | null, at: number): string {
  const mark = start === null ? '•' : `${start + at}.`
  const box = isDone === null ? mark : isDone ? '☑' : '☐'
  return `${box} ${blocksText(children)}`
}

function inlinesText(nodes: readonly Inline[]): string {
  return nodes.map(inlineText).join('')
}

function inlineText(node: Inline): string {
  switch (node.type) {
    case 'text':
    case 'code':
      return node.value
    case 'break':
      return '\n'
    case 'link':
      return node.says
    default:
      return inlinesText(node.children)
  }
}
