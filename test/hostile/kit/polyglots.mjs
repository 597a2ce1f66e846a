// Files that are two things at once: a picture, a sound or an archive for whoever looks at their first bytes, and something
// that runs for whoever looks further. What runs asks for `/ran`.

const PAGE =
  '<!doctype html><html><body><script>fetch("/ran")</script><img src=x onerror=fetch("/ran")></body></html>'
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'/ran\')"><script>fetch("/ran")</script></svg>'
const SCRIPT = 'fetch("/ran");/*'
const STYLE = '@import url(/ran);*{background:url(/ran)}'
const XML =
  '<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">fetch("/ran")</x:script>'

/** What runs, and where. */
const PAYLOADS = [PAGE, SVG, SCRIPT, STYLE, XML]

/** Bytes that a type is known by, so that what follows is still read by who wants to. */
const BEGINNINGS = [
  '',
  '\ufeff',
  ' \n\t',
  'GIF89a/*\u0000*/=1;',
  'GIF89a',
  '\u0089PNG\r\n\u001a\n',
  '\u00ff\u00d8\u00ff\u00e0',
  'RIFF\u0000\u0000\u0000\u0000WEBPVP8 ',
  'BM',
  '%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n',
  'PK\u0003\u0004',
  '\u0000\u0000\u0000\u0018ftypmp42',
  'ID3\u0003\u0000',
]

/** @returns {Buffer[]} each beginning with each payload */
export function polyglots() {
  return BEGINNINGS.flatMap((beginning) =>
    PAYLOADS.map((payload) =>
      Buffer.concat([Buffer.from(beginning, 'latin1'), Buffer.from(payload)]),
    ),
  )
}
