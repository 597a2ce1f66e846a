// Icons of notifications on a phone: the same as in the window, their pictures asked for with this device's token.

import { drawIcon, Icons } from '../lib/icons.svelte'

/** Icons, their set loaded; `fetched` makes a file at the hub an address of this page. */
export async function iconsOf(fetched: (path: string) => Promise<string>): Promise<Icons> {
  const draw = async (path: string): Promise<string> => {
    const url = await fetched(path)
    try {
      return await drawIcon(url)
    } finally {
      URL.revokeObjectURL(url)
    }
  }
  const icons = new Icons((id) => `/v1/attachments/${id}`, draw)
  await icons.load()
  return icons
}
