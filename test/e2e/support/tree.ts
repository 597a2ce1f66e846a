// The window as a screen reader has it: only the accessibility tree, whose nodes are found by role and name and
// pressed, focused and filled by those alone.

import type { CDPSession, Page } from '@playwright/test'
import { expect } from './test'

type Value = Readonly<{ value?: unknown }>
type Raw = Readonly<{
  nodeId: string
  parentId?: string
  ignored: boolean
  role?: Value
  name?: Value
  value?: Value
  backendDOMNodeId?: number
  properties?: readonly Readonly<{ name: string; value: Value }>[]
}>

/** One thing in the tree. */
export type Thing = Readonly<{
  role: string
  name: string
  value: string
  states: Readonly<Record<string, unknown>>
  /** Roles and names of what it stands in, nearest first. */
  within: readonly string[]
  /** It stands in something whose changes are read out. */
  isLive: boolean
  dom: number
}>

type Wanted = Readonly<{ role: string; name: string | RegExp; within?: string }>

/** One page's tree. */
export class Tree {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<Tree> {
    const session = await page.context().newCDPSession(page)
    await session.send('Accessibility.enable')
    return new Tree(session)
  }

  /** All that a screen reader could stop at. */
  async things(): Promise<readonly Thing[]> {
    const { nodes } = (await this.session.send('Accessibility.getFullAXTree')) as {
      nodes: readonly Raw[]
    }
    const byId = new Map(nodes.map((node) => [node.nodeId, node]))
    return nodes.filter(({ ignored }) => !ignored).map((node) => thingOf(node, byId))
  }

  /** The one thing with this role and name, as soon as it is there. */
  async find(role: string, name: string | RegExp, within?: string): Promise<Thing> {
    const wanted = { role, name, ...(within === undefined ? {} : { within }) }
    let found: Thing | undefined
    await expect
      .poll(async () => (found = (await this.things()).find((one) => fits(one, wanted))), {
        message: `${role} “${String(name)}” in the accessibility tree`,
      })
      .toBeDefined()
    return found as Thing
  }

  /** Does what pressing it does, as screen readers have it done: the focus, then its default action. */
  async press(role: string, name: string | RegExp, within?: string): Promise<void> {
    const thing = await this.find(role, name, within)
    await this.#call(thing, 'function () { this.focus(); this.click() }')
  }

  /** Writes into a field in the place of what stood there. */
  async write(role: string, name: string | RegExp, text: string): Promise<void> {
    const thing = await this.find(role, name)
    await this.#call(thing, 'function () { this.focus(); this.select() }')
    await this.session.send('Input.insertText', { text })
  }

  /** What is read out of a thing: all words in it, in their order. */
  async textOf(role: string, name: string | RegExp): Promise<string> {
    const { dom } = await this.find(role, name)
    const { nodes } = (await this.session.send('Accessibility.queryAXTree', {
      backendNodeId: dom,
      role: 'StaticText',
    })) as { nodes: readonly Raw[] }
    return nodes.map((node) => textOf(node.name)).join(' ')
  }

  /** What politely speaks up by itself. */
  async spoken(): Promise<string> {
    const things = await this.things()
    return things
      .filter(({ role, isLive }) => role === 'StaticText' && isLive)
      .map(({ name }) => name)
      .join(' | ')
  }

  async #call({ dom }: Thing, code: string): Promise<void> {
    const { object } = await this.session.send('DOM.resolveNode', { backendNodeId: dom })
    await this.session.send('Runtime.callFunctionOn', {
      functionDeclaration: code,
      userGesture: true,
      ...(object.objectId === undefined ? {} : { objectId: object.objectId }),
    })
  }
}

function fits(thing: Thing, { role, name, within }: Wanted): boolean {
  if (thing.role !== role) return false
  if (typeof name === 'string' ? thing.name !== name : !name.test(thing.name)) return false
  return within === undefined || thing.within.includes(within)
}

function textOf(value?: Value): string {
  return typeof value?.value === 'string' ? value.value : ''
}

function statesOf({ properties = [] }: Raw): Record<string, unknown> {
  return Object.fromEntries(properties.map(({ name, value }) => [name, value.value]))
}

function ancestorsOf(node: Raw, byId: ReadonlyMap<string, Raw>): Raw[] {
  const above = byId.get(node.parentId ?? '')
  return above === undefined ? [] : [above, ...ancestorsOf(above, byId)]
}

function thingOf(node: Raw, byId: ReadonlyMap<string, Raw>): Thing {
  const above = ancestorsOf(node, byId).filter(({ ignored }) => !ignored)
  return {
    role: textOf(node.role),
    name: textOf(node.name),
    value: textOf(node.value),
    states: statesOf(node),
    within: above.map((one) => `${textOf(one.role)} ${textOf(one.name)}`),
    isLive: above.some((one) => ['polite', 'assertive'].includes(String(statesOf(one)['live']))),
    dom: node.backendDOMNodeId ?? 0,
  }
}
