// From a Markdown text to our own tree: GFM, without HTML, pictures or anything that loads. Knows no component.

import type { Nodes, PhrasingContent, Root, RootContent, Table, TableRow } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { isSafeLink } from '../protocol/links'
import { piecesOf } from './pieces'
import type { Block, Inline, ListItem } from './tree'

/** What is nested deeper is shown as plain text. */
const DEPTH = 12
/** Within one paragraph the parser's time grows with the square of these. */
const MARKS = /[*_~[\]!`<&@\\]/g
const MARKS_IN_ONE = 2_000
/** Quotes and lists that open within one line, each inside the one before. */
const NESTED_IN_A_LINE = /^(?:[ \t]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])){24}/m
const NESTED_BY_INDENT = /^[ \t]{48,}(?:[*+-]|\d{1,9}[.)])[ \t]/m

type Targets = ReadonlyMap<string, string>

/** Reads a body. What cannot be read as Markdown comes back as one paragraph of plain text. */
export function parseMarkdown(body: string): readonly Block[] {
  return piecesOf(body).flatMap(parsePiece)
}

function parsePiece(body: string): readonly Block[] {
  if (isHostile(body)) return [plain(body)]
  try {
    const root = fromMarkdown(body, {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    })
    return toBlocks(root.children, targetsOf(root), 0)
  } catch {
    return [plain(body)]
  }
}

/** Whether a body is made to be slow: no person writes so. */
function isHostile(body: string): boolean {
  if (NESTED_IN_A_LINE.test(body) || NESTED_BY_INDENT.test(body)) return true
  return body
    .split(/\n[ \t]*\n/)
    .some((part) => part.length > MARKS_IN_ONE && (part.match(MARKS)?.length ?? 0) > MARKS_IN_ONE)
}

function plain(value: string): Block {
  return { type: 'paragraph', children: [{ type: 'text', value }] }
}

function targetsOf(root: Root): Targets {
  const targets = new Map<string, string>()
  for (const node of root.children) {
    if (node.type === 'definition' && !targets.has(node.identifier)) {
      targets.set(node.identifier, node.url)
    }
  }
  return targets
}

function toBlocks(nodes: readonly Nodes[], targets: Targets, depth: number): Block[] {
  if (depth > DEPTH) return [plain(nodes.map((node) => textOf(node)).join('\n'))]
  return nodes.flatMap((node) => toBlock(node as RootContent, targets, depth + 1))
}

function toBlock(node: RootContent, targets: Targets, depth: number): Block[] {
  switch (node.type) {
    case 'paragraph':
      return [{ type: 'paragraph', children: toInlines(node.children, targets, depth) }]
    case 'heading':
      return [
        {
          type: 'heading',
          level: node.depth > 2 ? 3 : 2,
          children: toInlines(node.children, targets, depth),
        },
      ]
    case 'list':
      return [
        {
          type: 'list',
          start: node.ordered === true ? (node.start ?? 1) : null,
          items: node.children.map((item): ListItem => ({
            isDone: item.checked ?? null,
            children: toBlocks(item.children, targets, depth),
          })),
        },
      ]
    case 'blockquote':
    case 'footnoteDefinition':
      return [{ type: 'quote', children: toBlocks(node.children, targets, depth) }]
    case 'code':
      return [{ type: 'code', value: node.value }]
    case 'html':
      return [plain(node.value)]
    case 'table':
      return [toTable(node, targets, depth)]
    case 'thematicBreak':
      return [{ type: 'rule' }]
    default:
      return []
  }
}

function toTable(table: Table, targets: Targets, depth: number): Block {
  const cells = (row: TableRow | undefined): Inline[][] =>
    (row?.children ?? []).map((cell) => toInlines(cell.children, targets, depth))
  return {
    type: 'table',
    align: table.align ?? [],
    head: cells(table.children[0]),
    rows: table.children.slice(1).map(cells),
  }
}

function toInlines(nodes: readonly PhrasingContent[], targets: Targets, depth: number): Inline[] {
  if (depth > DEPTH) return [{ type: 'text', value: nodes.map((node) => textOf(node)).join('') }]
  return nodes.map((node) => toInline(node, targets, depth + 1))
}

function toInline(node: PhrasingContent, targets: Targets, depth: number): Inline {
  switch (node.type) {
    case 'strong':
    case 'emphasis':
    case 'delete':
      return { type: node.type, children: toInlines(node.children, targets, depth) }
    case 'inlineCode':
      return { type: 'code', value: node.value }
    case 'break':
      return { type: 'break' }
    case 'link':
      return toLink(node.url, textOf(node), toInlines(node.children, targets, depth))
    case 'linkReference':
      return toLink(
        targets.get(node.identifier) ?? '',
        textOf(node),
        toInlines(node.children, targets, depth),
      )
    case 'image':
      return toPicture(node.url, node.alt)
    case 'imageReference':
      return toPicture(targets.get(node.identifier) ?? '', node.alt)
    case 'footnoteReference':
      return { type: 'text', value: `[${node.label ?? node.identifier}]` }
    default:
      return { type: 'text', value: 'value' in node ? node.value : '' }
  }
}

function toLink(url: string, says: string, children: readonly Inline[]): Inline {
  if (isSafeLink(url)) return { type: 'link', url, says, children }
  return { type: 'text', value: url === '' || url === says ? says : `${says} (${url})` }
}

/** A picture is named, never loaded. */
function toPicture(url: string, alt: string | null | undefined): Inline {
  const says = alt === '' || alt === undefined || alt === null ? url : alt
  return toLink(url, says, [{ type: 'text', value: says }])
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value
  if ('alt' in node) return node.alt ?? ''
  return 'children' in node ? node.children.map((child) => textOf(child)).join('') : ''
}
