// The system's menu over text: what it offers where, and where spelling is checked at all.

import { describe, expect, it } from 'vitest'
import { checksSpelling, editItems, type Where } from '../../src/main/desktop/edit-items'

const ALL = {
  ...{ canUndo: true, canRedo: true, canCut: true, canCopy: true, canPaste: true },
  ...{ canDelete: true, canSelectAll: true, canEditRichly: false },
}
const FIELD: Where = {
  isEditable: true,
  selectionText: '',
  editFlags: ALL,
  misspelledWord: '',
  dictionarySuggestions: [],
}
const noReplacing = (): never => expect.unreachable()
const offered = (where: Partial<Where>) => editItems({ ...FIELD, ...where }, noReplacing)
const names = (where: Partial<Where>) =>
  offered(where).map(({ role, type, label }) => role ?? type ?? label)

describe('the menu over text', () => {
  const edits = ['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'separator', 'selectAll']

  it('has in a field all that can be done with it', () => {
    expect(names({})).toEqual(edits)
    expect(offered({}).every(({ enabled }) => enabled !== false)).toBe(true)
  })

  it.each([
    ['undo', 'canUndo'],
    ['redo', 'canRedo'],
    ['cut', 'canCut'],
    ['copy', 'canCopy'],
    ['paste', 'canPaste'],
    ['selectAll', 'canSelectAll'],
  ] as const)('offers %s only where the text allows it', (role, flag) => {
    const items = offered({ editFlags: { ...ALL, [flag]: false } })
    expect(items.filter(({ enabled }) => enabled === false)).toMatchObject([{ role }])
  })

  it('only copies what is marked outside of a field, and is not there where nothing is', () => {
    expect(names({ isEditable: false, selectionText: 'kettle' })).toEqual(['copy'])
    expect(names({ isEditable: false, selectionText: ' \n' })).toEqual([])
    expect(names({ isEditable: false, misspelledWord: 'ketle' })).toEqual([])
  })

  it('begins with what a misspelled word may have been, and puts that in its place', () => {
    const dictionarySuggestions = ['kettle', 'kettles', 'cattle', 'settle', 'nettle', 'mettle']
    const replaced: string[] = []
    const where = { ...FIELD, misspelledWord: 'ketle', dictionarySuggestions }
    const items = editItems(where, (word) => replaced.push(word))
    expect(items.slice(0, 6).map(({ label, type }) => label ?? type)).toEqual([
      ...dictionarySuggestions.slice(0, 5),
      'separator',
    ])
    expect(items.slice(6).map(({ role, type }) => role ?? type)).toEqual(edits)
    items[1]?.click?.(undefined as never, undefined, undefined as never)
    expect(replaced).toEqual(['kettles'])
  })

  it('says so when nothing is suggested', () => {
    const [first, second] = offered({ misspelledWord: 'xqzzv' })
    expect(first).toMatchObject({ label: 'No suggestions', enabled: false })
    expect(second).toMatchObject({ type: 'separator' })
  })
})

describe('spelling', () => {
  it.each([
    ['darwin', true],
    ['linux', false],
    ['win32', false],
  ] as const)('on %s is checked: %s', (platform, isChecked) => {
    expect(checksSpelling(platform)).toBe(isChecked)
  })
})
