// What goes into a package of Bellhop, and how it is locked down; read by electron-builder.

import { rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What an Electron for development brings and a package must not have: an app that runs whatever it
 * is told to, and the marks of our own set-up.
 */
const ONLY_FOR_DEVELOPMENT = ['resources/default_app.asar', 'version', 'bellhop-recipe']

/** Once flipped in the shipped program they cannot be turned back by an environment or a switch. */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
}

const FILES = [
  'package.json',
  'out/{main,preload,renderer,web}/**',
  '!**/*.map',
  '!node_modules/@photostructure/sqlite/{src,scripts,binding.gyp}',
  // It carries the native parts for every system.
  '!node_modules/@photostructure/sqlite/prebuilds/!(${platform}-${arch})/**',
]

/** @type {import('electron-builder').LinuxConfiguration} */
const LINUX = {
  target: ['dir', 'deb'],
  executableName: 'bellhop',
  icon: 'resources/icon.png',
  maintainer: 'The Bellhop authors',
  synopsis: 'Notification hub for the devices of one local network',
  category: 'Network',
  syncDesktopName: true,
  desktop: {
    entry: {
      Comment: 'Notifications between the devices of your network',
      'Comment[zh_CN]': '在局域网设备之间收发通知',
      StartupWMClass: 'Bellhop',
    },
  },
}

/** What lets shells complete the command: made by `package.mjs`, and where Debian's shells look for it. */
export const COMPLETIONS = [
  {
    shell: 'bash',
    file: 'out/completions/bellhop.bash',
    to: '/usr/share/bash-completion/completions/bellhop',
  },
  {
    shell: 'zsh',
    file: 'out/completions/_bellhop',
    to: '/usr/share/zsh/vendor-completions/_bellhop',
  },
  {
    shell: 'fish',
    file: 'out/completions/bellhop.fish',
    to: '/usr/share/fish/vendor_completions.d/bellhop.fish',
  },
]

/** @type {import('electron-builder').DebOptions} */
const DEB = {
  packageName: 'bellhop',
  packageCategory: 'net',
  depends: ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'libnotify4'],
  recommends: ['xdg-utils'],
  // Beside the drawn size: any size.
  fpm: [
    'resources/icon.svg=/usr/share/icons/hicolor/scalable/apps/bellhop.svg',
    ...COMPLETIONS.map(({ file, to }) => `${file}=${to}`),
  ],
}

/**
 * @param {{ dist: string, version: string }} electron the one that is really there
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfig({ dist, version }) {
  return {
    appId: 'app.bellhop.hub',
    productName: 'Bellhop',
    copyright: 'Copyright © The Bellhop authors',
    directories: { output: 'dist', buildResources: 'resources' },
    electronDist: dist,
    electronVersion: version,
    // The native parts come built, for every system.
    npmRebuild: false,
    files: FILES,
    asarUnpack: ['**/*.node'],
    electronLanguages: ['en-US', 'zh-CN'],
    electronFuses: FUSES,
    // The packager insists on an address, which is shown nowhere.
    extraMetadata: { homepage: 'https://bellhop.invalid' },
    publish: null,
    afterPack: ({ appOutDir }) => {
      for (const name of ONLY_FOR_DEVELOPMENT) rmSync(join(appOutDir, name), { force: true })
      return Promise.resolve()
    },
    // On Linux this is a line of the desktop entry, on macOS one of Info.plist.
    protocols: [{ name: 'Bellhop', schemes: ['bellhop'] }],
    linux: LINUX,
    deb: DEB,
  }
}
