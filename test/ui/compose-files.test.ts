// Files in Compose: picked, dropped or pasted, taken away again, kept in the draft, sent; and those that cannot go along.
// And those that go along with a forward.

import { fireEvent, screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { PIECE_BYTES } from '../../src/shared/ipc-fields'
import { fakeId } from '../support/fake-bellhop'
import { sampleItems } from '../support/fake-world'
import { household, openWindow, settle, shortMemory } from './support/stage'

const MIB = 1_048_576
const sheet = () => within(screen.getByRole('dialog', { name: 'New notification' }))
const names = () =>
  sheet()
    .queryAllByRole('listitem')
    .map((item) => item.querySelector('bdi')?.textContent)
const troubles = () => sheet().queryByRole('alert')?.textContent.trim() ?? ''

/** The sheet, open, with a receiver. */
async function open(memory = shortMemory()) {
  const stage = await openWindow(household(), memory)
  if (stage.desk.composing.letter.to.length === 0) stage.desk.composing.add('nas')
  stage.desk.composing.isOpen = true
  await settle()
  const form = screen.getByRole('dialog').querySelector('form') as HTMLFormElement
  const give = async (how: 'drop' | 'paste', files: readonly File[], types = ['Files']) => {
    const transfer = { files, types }
    await (how === 'drop'
      ? fireEvent.drop(form, { dataTransfer: transfer })
      : fireEvent.paste(form, { clipboardData: transfer }))
    await settle()
  }
  return { ...stage, form, give }
}

function fileOf(name: string, size: number, type = 'text/plain'): File {
  return new File([new Uint8Array(size)], name, { type })
}

describe('a file that is picked', () => {
  it('is shown with name and size, goes along without words, and comes back with Undo', async () => {
    const { user, fake, desk } = await open()
    fake.picks = [
      { name: 'plan.pdf', size: 52_000 },
      { name: 'cat.png', mime: 'image/png', size: 9_000 },
    ]
    await user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    expect(names()).toEqual(['plan.pdf', 'cat.png'])
    expect(sheet().getByText('52 kB')).toBeTruthy()
    expect(sheet().getByRole('status').textContent).toBe('2 files')
    await user.click(sheet().getByRole('button', { name: /Send/ }))
    await settle()
    const ids = [...fake.stored.keys()]
    expect([...fake.waiting.values()]).toMatchObject([{ draft: { to: ['nas'], attachments: ids } }])
    expect(fake.inputsOf('keepFiles').at(-1)).toEqual({ ids: [] })
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await settle()
    expect(names()).toEqual(['plan.pdf', 'cat.png'])
    expect(fake.inputsOf('keepFiles').at(-1)).toEqual({ ids })
    await desk.composing.send()
    fake.carryOut()
    await settle()
    expect(fake.items[0]?.attachments?.map(({ name }) => name)).toEqual(['plan.pdf', 'cat.png'])
  })

  it('is taken away by its button, and the hub need not keep it', async () => {
    const { user, fake } = await open()
    fake.picks = [
      { name: 'a.txt', size: 5 },
      { name: 'b.txt', size: 5 },
    ]
    await user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    await user.click(sheet().getByRole('button', { name: 'Remove a.txt' }))
    await settle()
    expect(names()).toEqual(['b.txt'])
    expect(fake.inputsOf('keepFiles').at(-1)).toEqual({ ids: [[...fake.stored.keys()][1]] })
  })

  it('shows how far it is, holds Send back until it is there, and can be given up', async () => {
    const { user, fake, desk } = await open()
    desk.composing.change({ title: 'With a film' })
    let finish = (): void => undefined
    const until = new Promise<void>((resolve) => (finish = resolve))
    fake.picks = [{ name: 'film.mov', size: 8 * MIB, until }]
    await user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    const token = (fake.inputsOf('attachPicked')[0] as { token: string }).token
    fake.emit('attaching', { token, done: 2 * MIB })
    await settle()
    const bar = sheet().getByRole<HTMLProgressElement>('progressbar', { name: 'film.mov' })
    expect([bar.value, bar.max]).toEqual([2 * MIB, 8 * MIB])
    expect(sheet().getByRole('button', { name: /Send/ }).hasAttribute('disabled')).toBe(true)
    await user.click(sheet().getByRole('button', { name: 'Remove film.mov' }))
    await settle()
    expect(fake.inputsOf('stopFile')).toEqual([{ token }])
    expect(names()).toEqual([])
    finish()
    await settle()
    expect(names()).toEqual([])
    expect(sheet().getByRole('button', { name: /Send/ }).hasAttribute('disabled')).toBe(false)
  })
})

describe('a file that is not there yet', () => {
  /** One that is stored when it is told to, and one behind it. */
  async function openWithSlow() {
    const stage = await open()
    let finish = (): void => undefined
    const until = new Promise<void>((resolve) => (finish = resolve))
    stage.fake.picks = [
      { name: 'film.mov', size: 8 * MIB, until },
      { name: 'next.txt', size: 5 },
    ]
    await stage.user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    return { ...stage, finish }
  }

  it('goes into the letter that it was put into, though another came back meanwhile', async () => {
    const stage = await open()
    stage.desk.composing.change({ title: 'First' })
    await stage.desk.composing.send()
    const { desk, user, fake } = stage
    desk.composing.change({ to: ['nas'], title: 'Second' })
    desk.composing.isOpen = true
    await settle()
    let finish = (): void => undefined
    const until = new Promise<void>((resolve) => (finish = resolve))
    fake.picks = [{ name: 'second.mov', size: MIB, until }]
    await user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    desk.notices.current?.action?.act()
    await settle()
    expect(desk.composing.letter).toMatchObject({ title: 'First', files: [] })
    finish()
    await settle()
    expect(desk.composing.letter).toMatchObject({ title: 'First', files: [] })
    expect(fake.inputsOf('keepFiles').at(-1)).toEqual({ ids: [...fake.stored.keys()] })
    await desk.composing.send()
    expect(desk.composing.letter).toMatchObject({
      title: 'Second',
      files: [{ name: 'second.mov' }],
    })
  })

  it('is given up before its turn: main need not know its path any more', async () => {
    const { user, fake, finish } = await openWithSlow()
    await user.click(sheet().getByRole('button', { name: 'Remove next.txt' }))
    await settle()
    expect(fake.inputsOf('stopFile')).toHaveLength(1)
    finish()
    await settle()
    expect(names()).toEqual(['film.mov'])
    const [film] = fake.inputsOf('attachPicked') as { token: string }[]
    expect(fake.inputsOf('stopFile')).not.toContainEqual(film)
  })

  it('shows its own progress, and none of the one that was given up before it', async () => {
    const { user, fake } = await openWithSlow()
    const [film] = fake.inputsOf('attachPicked') as { token: string }[]
    await user.click(sheet().getByRole('button', { name: 'Remove film.mov' }))
    await settle()
    fake.emit('attaching', { token: film?.token ?? '', done: 3 })
    await settle()
    const bar = sheet().getByRole<HTMLProgressElement>('progressbar', { name: 'next.txt' })
    expect(bar.value).toBe(0)
  })

  it('is asked for once, however often the button is pressed while the question stands', async () => {
    const { user, fake } = await open()
    fake.delayMs = 50
    fake.picks = [{ name: 'a.txt', size: 5 }]
    const button = sheet().getByRole('button', { name: 'Attach files' })
    await user.click(button)
    await user.click(button)
    expect(fake.inputsOf('pickFiles')).toHaveLength(1)
  })
})

it('what is taken away leaves the focus at the next file, then at the text', async () => {
  const { user, give } = await open()
  await give('drop', [fileOf('a.txt', 3), fileOf('b.txt', 3)])
  sheet().getByRole('button', { name: 'Remove a.txt' }).focus()
  await user.keyboard('{Enter}')
  await settle()
  expect(document.activeElement).toBe(sheet().getByRole('button', { name: 'Remove b.txt' }))
  await user.keyboard('{Enter}')
  await settle()
  expect(document.activeElement).toBe(sheet().getByRole('textbox', { name: 'Write something' }))
})

describe('a file that is dropped or pasted', () => {
  it('goes to the hub in pieces, never as one', async () => {
    const { fake, give } = await open()
    await give('drop', [fileOf('big.bin', 2 * PIECE_BYTES + 10)])
    expect(names()).toEqual(['big.bin'])
    expect(fake.inputsOf('beginFile')).toEqual([
      { name: 'big.bin', mime: 'text/plain', size: 2 * PIECE_BYTES + 10 },
    ])
    expect(fake.inputsOf('addPiece')).toEqual([
      { bytes: PIECE_BYTES },
      { bytes: PIECE_BYTES },
      { bytes: 10 },
    ])
  })

  it('gets a name when it is a picture off the clipboard; what is also text stays text', async () => {
    const { fake, give } = await open()
    await give('paste', [fileOf('image.png', 70, 'image/png')])
    expect(fake.inputsOf('beginFile')).toMatchObject([{ name: '' }])
    expect(names()).toEqual(['20261130-180000.png'])
    await give('paste', [fileOf('image.png', 70, 'image/png')], ['text/plain', 'Files'])
    expect(names()).toHaveLength(1)
  })

  it('lets the sheet say that it may be dropped there', async () => {
    const { form } = await open()
    await fireEvent.dragOver(form, { dataTransfer: { types: ['text/plain'], files: [] } })
    expect(form.classList.contains('over')).toBe(false)
    await fireEvent.dragOver(form, { dataTransfer: { types: ['Files'], files: [] } })
    expect(form.classList.contains('over')).toBe(true)
    await fireEvent.dragLeave(form)
    expect(form.classList.contains('over')).toBe(false)
  })
})

describe('a file that cannot go along', () => {
  it.each([
    [
      'too large',
      fileOf('film.mov', 25 * MIB + 1),
      '“film.mov” is too large: a file may have at most 25 MiB.',
    ],
    ['empty', fileOf('none.txt', 0), '“none.txt” is empty.'],
  ])('because it is %s is named, and nothing of it is sent', async (_why, file, text) => {
    const { fake, give } = await open()
    await give('drop', [file])
    expect(troubles()).toBe(text)
    expect(fake.inputsOf('beginFile')).toEqual([])
    await give('drop', [fileOf('good.txt', 3)])
    expect(troubles()).toBe('')
    expect(names()).toEqual(['good.txt'])
  })

  it('because there are ten already is counted, dropped or picked', async () => {
    const { fake, give, user } = await open()
    await give(
      'drop',
      Array.from({ length: 12 }, (_, at) => fileOf(`${at}.txt`, 3)),
    )
    expect(names()).toHaveLength(10)
    expect(troubles()).toBe('At most 10 files go with one notification: 2 were left out.')
    fake.picks = [{ name: 'one more', size: 3 }]
    await user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    expect(troubles()).toContain('1 was left out')
    expect(fake.inputsOf('pickFiles')).toEqual([])
  })

  it.each([
    [
      'storage_full',
      'There is no room for “x.bin”: the store of attachments, or the disk, is full.',
    ],
    ['unreadable', '“x.bin” cannot be read. Folders cannot be sent.'],
    ['internal', '“x.bin” could not be attached. Try again.'],
  ])('for “%s” is said in words, and the next one is taken', async (problem, text) => {
    const { fake, user } = await open()
    fake.picks = [
      { name: 'x.bin', size: 3, problem },
      { name: 'y.bin', size: 3 },
    ]
    await user.click(sheet().getByRole('button', { name: 'Attach files' }))
    await settle()
    expect(troubles()).toBe(text)
    expect(names()).toEqual(['y.bin'])
  })
})

it('the draft keeps its files over a restart, without those that are gone, and lets go of all when discarded', async () => {
  const memory = shortMemory()
  const first = await open(memory)
  await first.give('drop', [fileOf('kept.txt', 3), fileOf('gone.txt', 3)])
  const [kept, gone] = first.desk.composing.letter.files
  first.view.unmount()
  const again = await openWindow(household(), memory)
  expect(again.desk.composing.letter.files).toEqual([])
  first.desk.composing.change({})
  const world = household()
  const third = await openWindow({ ...world, stored: kept ? [kept] : [] }, memory)
  expect(third.fake.inputsOf('keepFiles')[0]).toEqual({ ids: [kept?.id, gone?.id] })
  expect(third.desk.composing.letter.files).toEqual([kept])
  third.desk.composing.discard()
  await settle()
  expect(third.fake.inputsOf('keepFiles').at(-1)).toEqual({ ids: [] })
})

it('a forward says how many files go along, of one and of several', async () => {
  const file = (n: number) => ({
    ...{ id: fakeId(n) as never, name: `${n}.txt`, mime: 'text/plain', size: 5 },
    url: `/v1/attachments/${n}`,
  })
  const items = sampleItems(Date.now()).slice(0, 3)
  const world = household()
  const { desk } = await openWindow({
    ...world,
    items: items.map((item, at) => (at === 2 ? item : { ...item, attachments: [file(at + 1)] })),
  })
  const [first, second, third] = desk.feed.items
  if (!first || !second || !third) throw new Error('the sample is too short')
  desk.open(first)
  await settle()
  expect(screen.getByText('1 file goes along')).toBeTruthy()
  desk.open(third)
  await settle()
  expect(screen.queryByText(/along/)).toBeNull()
  desk.selection.anchorAt(first.id)
  desk.selectTo(third.id)
  desk.verbs.forward()
  await settle()
  const sheet = within(screen.getByRole('dialog'))
  expect(sheet.getByText('2 files go along')).toBeTruthy()
})
