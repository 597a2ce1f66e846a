// Which file may import what: reads the imports of a source text, and judges them by a table of
// rooms. Pure; who calls it brings the files.

import { posix } from 'node:path'
import ts from 'typescript'

/** What a room may import: a folder (ends with `/`), one file, a package, or `node:`. */
export type Permit = string | { readonly types: string }

export type Room = Readonly<{
  name: string
  /** Folders (ending with `/`) and files, from the project's root. */
  holds: readonly string[]
  may: readonly Permit[]
}>

export type Import = Readonly<{ from: string; isTypeOnly: boolean }>

/** @returns every import and re-export in a `.ts` or `.svelte` text, static or dynamic */
export function importsOf(path: string, text: string): Import[] {
  const scripts = path.endsWith('.svelte') ? scriptsOf(text) : [text]
  return scripts.flatMap((script) => {
    const found: Import[] = []
    collect(ts.createSourceFile('file.ts', script, ts.ScriptTarget.Latest), found)
    return found
  })
}

function scriptsOf(component: string): string[] {
  return [...component.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(
    (match) => match[1] ?? '',
  )
}

function collect(node: ts.Node, found: Import[]): void {
  const named = importIn(node)
  if (named) found.push(named)
  ts.forEachChild(node, (child) => {
    collect(child, found)
  })
}

function importIn(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return of(node.moduleSpecifier, isTypeImport(node))
  if (ts.isExportDeclaration(node)) return of(node.moduleSpecifier, isTypeExport(node))
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return of(node.argument.literal, true)
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return of(node.arguments[0], false)
  }
  return undefined
}

function of(name: ts.Node | undefined, isTypeOnly: boolean): Import | undefined {
  return name && ts.isStringLiteralLike(name) ? { from: name.text, isTypeOnly } : undefined
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = importClause
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false
  return areAllTypes(namedBindings.elements)
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly || !exportClause || !ts.isNamedExports(exportClause)) return isTypeOnly
  return areAllTypes(exportClause.elements)
}

function areAllTypes(elements: readonly { isTypeOnly: boolean }[]): boolean {
  return elements.length > 0 && elements.every((element) => element.isTypeOnly)
}

/** @returns a sentence for every import that the table forbids, and for a file without a room */
export function judge(rooms: readonly Room[], path: string, imports: readonly Import[]): string[] {
  const room = roomOf(rooms, path)
  if (!room) return [`${path} belongs to no room: put it in one, or add a room to the table.`]
  return imports
    .filter((entry) => !isPermitted(room, targetOf(path, entry.from), entry.isTypeOnly))
    .map((entry) => sentence(room, path, entry))
}

/** The most closely named room wins: `src/main/hub/` before `src/main/`. */
function roomOf(rooms: readonly Room[], path: string): Room | undefined {
  const length = (room: Room): number =>
    Math.max(0, ...room.holds.filter((held) => covers(held, path)).map((held) => held.length))
  const best = rooms.toSorted((a, b) => length(b) - length(a))[0]
  return best && length(best) > 0 ? best : undefined
}

/** @returns the path from the project's root, or the package's name as it was written */
function targetOf(path: string, from: string): string {
  if (!from.startsWith('.')) return from
  const target = posix.join(posix.dirname(path), from.replace(/\?.*$/, ''))
  // A file that a package ships but does not export, such as its licence, is still that package's.
  return target.replace(/^node_modules\//, '')
}

function isPermitted({ may }: Room, target: string, isTypeOnly: boolean): boolean {
  return may.some((permit) =>
    typeof permit === 'string'
      ? covers(permit, target)
      : isTypeOnly && covers(permit.types, target),
  )
}

function covers(permit: string, target: string): boolean {
  if (permit.endsWith('/') || permit.endsWith(':')) return target.startsWith(permit)
  return target === permit || target === withoutExtension(permit) || isInside(permit, target)
}

/** A package's own sub-path, as in `svelte/reactivity`. */
function isInside(permit: string, target: string): boolean {
  return !permit.startsWith('src/') && target.startsWith(`${permit}/`)
}

function withoutExtension(file: string): string {
  return file.startsWith('src/') ? file.replace(/\.ts$/, '') : file
}

function sentence(room: Room, path: string, { from, isTypeOnly }: Import): string {
  const list = room.may.map((p) => (typeof p === 'string' ? p : `types of ${p.types}`)).join(', ')
  const what = isTypeOnly ? `the types of ${from}` : from
  return `${path} may not import ${what}: ${room.name} may import only ${list}.`
}
