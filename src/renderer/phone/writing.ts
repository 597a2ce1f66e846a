// What is said from here: messages, replies and presses, and what becomes of each. Knows no view.

import { newRef } from '../../client/outbox'
import type { Client, Draft, Failure, Waiting } from '../../client/types'
import { m } from '../../shared/messages/messages.js'
import type { Box } from './box.svelte'
import { whyFailed } from './failures'
import type { Link } from './link.svelte'
import { UNTAKEN, type Sendings } from './sendings.svelte'

type Around = Readonly<{
  hubName: string
  link: Link
  box: Box
  sendings: Sendings
  /** By the hub's clock. */
  nowMs: () => number
  /** One line for the person. */
  say: (text: string) => void
}>

export class Writing {
  constructor(private readonly around: Around) {}

  listenTo(client: Client): void {
    client.on('outbox', (waiting) => this.around.box.settle(waiting.map(({ ref }) => ref)))
    client.on('accepted', ({ ref }) => void this.#accepted(ref))
    client.on('failed', ({ ref, code }) => this.#refused(ref, code))
  }

  /** Presses a button. */
  act(id: string, action: string): void {
    this.around.box.read(id)
    this.around.link.client?.act(id, action).then(
      () => this.around.say(m.phone_acted()),
      (error: unknown) => this.#untaken(error),
    )
    this.#sayWhen()
  }

  /** Writes back to who sent it: by the button for that, else as a message of its own. False = it was not taken. */
  reply(id: string, text: string, files: readonly File[]): boolean {
    const item = this.around.box.one(id)
    const { client } = this.around.link
    if (!item || !client) return false
    const draft = { to: [item.from.id], ...(text === '' ? {} : { body: text }), re: id }
    if (files.length > 0) {
      void this.sendFiles(draft, files)
      return true
    }
    const button = item.actions?.find(({ reply }) => reply === true)
    const own = newRef()
    const told: Promise<unknown> = button
      ? client.act(id, button.id, text)
      : client.publish({ ...draft, ref: own })
    told.catch((error: unknown) => this.#untaken(error))
    const ref = button ? refOfAct(client.outbox, id, text) : own
    const isTaken = client.outbox.some((one) => one.ref === ref)
    if (isTaken)
      this.around.box.answer(id, { ref, text, timeMs: this.around.nowMs(), state: 'waiting' })
    if (isTaken) this.#sayWhen()
    return isTaken
  }

  /** False = it was not taken, and why has been said. */
  send(draft: Draft): boolean {
    const { client } = this.around.link
    if (!client) return false
    const ref = newRef()
    client.publish({ ...draft, ref }).then(
      () => this.around.say(m.phone_sent()),
      (error: unknown) => this.#untaken(error),
    )
    const isTaken = client.outbox.some((one) => one.ref === ref)
    if (isTaken) this.#sayWhen()
    return isTaken
  }
  /** What never came to the outbox is told by no event. */
  #untaken(error: unknown): void {
    const { code } = error as Failure
    if (UNTAKEN.includes(code)) this.around.say(whyFailed(code, this.around.hubName))
  }
  /** The same with files; the list shows how far they are. */
  async sendFiles(draft: Draft, files: readonly File[]): Promise<void> {
    const isKept = await this.around.sendings.put(draft, files, this.around.nowMs())
    if (isKept) this.#sayWhen()
    else this.around.say(m.phone_file_unkept())
  }
  #sayWhen(): void {
    if (this.around.link.hasUnkept) this.around.say(m.phone_file_unkept())
    else if (!this.around.link.isReady)
      this.around.say(m.phone_goes_later({ hub: this.around.hubName }))
  }

  /** What was answered with files stands with the others from now on. */
  async #accepted(ref: string): Promise<void> {
    const sent = await this.around.sendings.accepted(ref)
    const { re, body: text = '' } = sent?.draft ?? {}
    if (!sent || re === undefined) return
    const files = sent.files.map(({ name }) => name)
    this.around.box.answer(re, { ref, text, files, timeMs: sent.timeMs, state: 'sent' })
  }

  /** That something was read or cleared, nobody need hear of. */
  #refused(ref: string, code: string): void {
    this.around.box.became(ref, 'failed')
    const isQuiet = ['read', 'dismiss'].includes(this.around.link.typeOf(ref) ?? '')
    if (!this.around.sendings.refused(ref, code) && !isQuiet)
      this.around.say(whyFailed(code, this.around.hubName))
  }
}

/** Under which name the newest press of a button waits. */
function refOfAct(outbox: readonly Waiting[], id: string, text: string): string {
  const found = outbox.findLast((one) => one.type === 'act' && one['id'] === id)
  return found?.['text'] === text ? found.ref : ''
}
