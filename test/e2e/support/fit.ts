// Looks at a page for text that is cut without saying so, runs out of its box or lies over other text.

import type { Page } from '@playwright/test'

/** What is wrong, in words; none is well. */
export async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Lines of text with the element that they stand in, as far as they can be seen. */
    type Line = Readonly<{ box: DOMRect; parent: Element; text: string }>
    const found: string[] = []
    const said = (text: string): string => JSON.stringify(text.trim().slice(0, 40))

    /** Cut on purpose, with a sign of it; text that lies in a flex box by itself gets none. */
    const isElided = (element: Element): boolean => {
      const { textOverflow, webkitLineClamp, display } = getComputedStyle(element)
      if (webkitLineClamp !== 'none' && webkitLineClamp !== '') return true
      return textOverflow === 'ellipsis' && !/flex|grid/.test(display)
    }
    /** The nearest that does not let its content be seen beyond its edges; scrolled content may lie outside. */
    const clipOf = (parent: Element): { box: DOMRect; mayLeave: boolean } | null => {
      for (let one: Element | null = parent; one !== null; one = one.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(one)
        if (overflowX === 'visible' && overflowY === 'visible') continue
        const mayLeave =
          isElided(one) ||
          [overflowX, overflowY].some((value) => value === 'auto' || value === 'scroll') ||
          one.classList.contains('meta')
        return { box: one.getBoundingClientRect(), mayLeave }
      }
      return null
    }
    const isShown = ({ box, parent }: Line): boolean => {
      if (box.width < 1 || box.height < 1 || parent.closest('.sr') !== null) return false
      const x = box.left + box.width / 2
      const y = box.top + box.height / 2
      const top = document.elementFromPoint(x, y)
      return top !== null && (top === parent || parent.contains(top) || top.contains(parent))
    }

    // An open menu makes all else deaf to the pointer, and so unseen by its place.
    const { pointerEvents } = document.body.style
    document.body.style.pointerEvents = 'auto'
    const lines: Line[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      const text = node.textContent ?? ''
      if (parent === null || text.trim() === '' || parent.closest('svg, script, style')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) {
        const line = { box, parent, text }
        if (isShown(line)) lines.push(line)
      }
    }
    document.body.style.pointerEvents = pointerEvents

    for (const { box, parent, text } of lines) {
      const clip = clipOf(parent)
      const isOut =
        clip !== null && (box.right > clip.box.right + 1 || box.left < clip.box.left - 1)
      if (isOut && !clip.mayLeave) found.push(`cut: ${said(text)} in ${parent.className}`)
      if (box.right > innerWidth + 1 && (clip === null || !clip.mayLeave)) {
        found.push(`beyond the window: ${said(text)}`)
      }
    }
    const SLACK = 3
    for (const [at, one] of lines.entries()) {
      for (const other of lines.slice(at + 1)) {
        if (one.parent.contains(other.parent) || other.parent.contains(one.parent)) continue
        const across =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const down =
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        const isElsewhere = isElided(one.parent) || isElided(other.parent)
        if (across > SLACK && down > SLACK && !isElsewhere) {
          found.push(`over each other: ${said(one.text)} and ${said(other.text)}`)
        }
      }
    }
    return [...new Set(found)]
  })
}
