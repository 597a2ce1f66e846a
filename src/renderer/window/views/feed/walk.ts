// Keys inside the list, as a grid has them: up and down by row, right into a row's actions and left out again.

import type { Desk } from '../../desk.svelte'

function buttonsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('.quick button')]
}

/** Moves the focus within one row; false when it cannot. */
function moveInRow(target: HTMLElement, by: 1 | -1): boolean {
  const row = target.closest<HTMLElement>('[role="row"]')
  if (row === null) return false
  const stops = [row, ...buttonsOf(row)]
  const next = stops[stops.indexOf(target) + by]
  next?.focus()
  return next !== undefined
}

/** Opens what stands folded under the row; false when there is nothing to open. */
function unfold(target: HTMLElement, { reader, folds }: Desk): boolean {
  if (target.role !== 'row' || reader.id === null) return false
  if (folds.under(reader.id)?.isOpen !== false) return false
  folds.open(reader.id)
  return true
}

/** Folds up what the row belongs to, and leaves the focus with its newest. */
function foldUp(desk: Desk): boolean {
  const { reader, folds, feed } = desk
  if (reader.id === null) return false
  const head = feed.find(folds.headOf(reader.id) ?? reader.id)
  if (head === undefined || folds.under(head.id)?.isOpen !== true) return false
  desk.fold(head, false)
  desk.wishFocus('row')
  return true
}

function handle(event: KeyboardEvent, desk: Desk): boolean {
  const target = event.target as HTMLElement
  switch (event.key) {
    case 'ArrowDown':
      desk.steps.by(1, event.shiftKey)
      return true
    case 'ArrowUp':
      desk.steps.by(-1, event.shiftKey)
      return true
    case 'PageDown':
      desk.steps.page(1, event.shiftKey)
      return true
    case 'PageUp':
      desk.steps.page(-1, event.shiftKey)
      return true
    case 'Home':
      desk.steps.toEnd('first')
      return true
    case 'End':
      desk.steps.toEnd('last')
      return true
    case 'ArrowRight':
      return unfold(target, desk) || moveInRow(target, 1)
    case 'ArrowLeft':
      return moveInRow(target, -1) || foldUp(desk)
    default:
      return false
  }
}

/** Acts on a key pressed in the list. */
export function walk(event: KeyboardEvent, desk: Desk): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (!handle(event, desk)) return
  event.preventDefault()
  event.stopPropagation()
}
