// What the hub is built of: pinned, whole, few, and without a word at its installation (docs/security.md S-85).

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { billOfMaterials } from '../../scripts/package/bill.mjs'

type Locked = Readonly<{
  integrity?: string
  resolved?: string
  hasInstallScript?: boolean
}>
type Manifest = Readonly<{
  dependencies: Readonly<Record<string, string>>
  devDependencies?: Readonly<Record<string, string>>
  allowScripts?: Readonly<Record<string, boolean>>
}>

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const lockOf = (folder: string) =>
  Object.entries(
    (read(`${folder}package-lock.json`) as { packages: Record<string, Locked> }).packages,
  ).filter(([path]) => path !== '')

const MOST_SHIPPED = 25
const EXACT = /^\d+\.\d+\.\d+$/

describe.each(['', 'test/hostile/jazzer/'])('S-85 the packages of ./%s', (folder) => {
  const manifest = read(`${folder}package.json`) as Manifest
  const locked = lockOf(folder)

  it('are asked for in one version each', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies }
    expect(Object.entries(wanted).filter(([, version]) => !EXACT.test(version))).toEqual([])
  })

  it('are locked by what is in them, wherever they come from', () => {
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })
})

describe('S-85 the packages of the hub', () => {
  const { allowScripts = {}, dependencies } = read('package.json') as Manifest
  const locked = lockOf('')

  it('stand in a bill of materials, each with its version and hash', () => {
    type Component = Readonly<{ name: string; version: string; hashes?: readonly object[] }>
    const bill = JSON.parse(billOfMaterials()) as { components: readonly Component[] }
    const shipped = bill.components.filter(({ name }) => name in dependencies)
    const found = shipped.filter(({ name, version }) => dependencies[name] === version)
    expect(new Set(found.map(({ name }) => name))).toEqual(new Set(Object.keys(dependencies)))
    expect(found.filter(({ hashes }) => hashes?.length !== 1)).toEqual([])
  }, 30_000)

  it('that are shipped are few', () => {
    expect(Object.keys(dependencies).length).toBeLessThanOrEqual(MOST_SHIPPED)
  })

  it('run no script at their installation but by the list', () => {
    const scripted = locked.flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript === true
        ? [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)]
        : [],
    )
    expect(scripted.filter((name) => !(name in allowScripts))).toEqual([])
  })
})
