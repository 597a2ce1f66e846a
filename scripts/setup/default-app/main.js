// Runs the app named on the command line, as the default app of an official Electron does:
//   electron [-r FILE]... [--switches] FOLDER_OR_FILE [arguments for the app]
// Electron reads this file from default_app.asar; it owns nothing of Bellhop.

import fs from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

function readArguments(argv) {
  const preloads = []
  let target
  for (let i = 0; i < argv.length && target === undefined; i += 1) {
    if (argv[i] === '-r' || argv[i] === '--require') preloads.push(argv[(i += 1)])
    else if (!argv[i].startsWith('-')) target = argv[i]
  }
  return { preloads, target }
}

function describe(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  const name = manifest.productName || manifest.name
  if (name) app.setName(name)
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName)
  return path.resolve(folder, manifest.main || 'index.js')
}

function entryOf(target) {
  const full = path.resolve(target)
  if (!fs.statSync(full).isDirectory()) {
    app.setAppPath(path.dirname(full))
    return full
  }
  const entry = describe(full)
  // Electron's own default app does the same: paths of the app start at its folder.
  app.setAppPath(full)
  return entry
}

async function run() {
  const { preloads, target } = readArguments(process.argv.slice(1))
  if (preloads.length > 0) Module._preloadModules(preloads)
  if (target === undefined) throw new Error('Name the app to run: electron FOLDER')
  await import(pathToFileURL(entryOf(target)).href)
}

try {
  // Electron holds back `ready` until this module is done, and some calls must come before `ready`.
  await run()
} catch (error) {
  console.error(error)
  app.exit(1)
}
