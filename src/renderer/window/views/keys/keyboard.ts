// From a pressed key to what it does. Leaves alone what is typed, and what a dialog or a menu is for.

import type { Desk } from '../../desk.svelte'
import { isFeedRoute } from '../../route'
import { KEYS, type Key } from './keys'

/** How long the second key of two is waited for. */
const SEQUENCE_MS = 1_200
/** A focused control has its own use for these. */
const CONTROL_KEYS = new Set([
  ...['Enter', 'ArrowDown', 'ArrowUp'],
  ...['PageDown', 'PageUp', 'Home', 'End'],
])

function isTyping(target: Element): boolean {
  return target.matches('input:not([type="checkbox"], [type="radio"]), textarea, [contenteditable]')
}

function isElsewhere(target: Element): boolean {
  return target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
}

/** The letter that the keys make without Caps Lock, which is about what is typed. */
function keyOf(event: KeyboardEvent): string {
  const { key, shiftKey } = event
  if (key.length !== 1 || !event.getModifierState('CapsLock')) return key
  return shiftKey ? key.toUpperCase() : key.toLowerCase()
}

/** One window's keys. */
export class Keyboard {
  readonly #desk: Desk
  #first = ''
  #firstAt = 0

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Acts on a key that nothing else has used. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.isComposing) return
    if (!(event.target instanceof Element) || isElsewhere(event.target)) return
    const isWithCtrl = event.ctrlKey || event.metaKey
    if (isTyping(event.target) && !isWithCtrl && event.key !== 'Escape') return
    const pressed = this.#withFirst(event)
    const key = KEYS.find((one) => one.pressed.includes(pressed))
    if (key === undefined || !this.#mayAct(key, pressed, event.target)) return
    event.preventDefault()
    key.act(this.#desk, pressed)
  }

  #mayAct(key: Key, pressed: string, target: Element): boolean {
    if (!this.#desk.isOpen) return false
    if (isTyping(target) && pressed !== 'Escape' && key.isEverywhere !== true) return false
    if (CONTROL_KEYS.has(pressed) && target !== target.ownerDocument.body) return false
    return key.isAtFeed !== true || isFeedRoute(this.#desk.route)
  }

  #withFirst(event: KeyboardEvent): string {
    const key = keyOf(event)
    if (event.ctrlKey || event.metaKey) return `Ctrl ${key}`
    const first = event.timeStamp - this.#firstAt < SEQUENCE_MS ? this.#first : ''
    this.#first = key === 'g' ? 'g' : ''
    this.#firstAt = event.timeStamp
    return first === '' ? key : `${first} ${key}`
  }
}
