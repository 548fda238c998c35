// How the pages come over the wire: packed, and not a second time when nothing has changed.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { URL_BASE } from './browser.mjs'

// Not `fetch`, which unpacks silently and keeps no entity tag in view.
function get(path, headers = {}) {
  return new Promise((resolve, reject) => {
    request(new URL(path, URL_BASE), { headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }),
      )
    })
      .on('error', reject)
      .end()
  })
}

describe('the built files', () => {
  it('are packed for whoever takes gzip, and the same when unpacked', async () => {
    const page = await get('/')
    assert.equal(page.headers['content-encoding'], undefined)
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.body.toString())?.[1]
    assert.ok(script, 'the page names its script')
    const [plain, packed] = [
      await get(script),
      await get(script, { 'accept-encoding': 'gzip, br' }),
    ]
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.match(packed.headers.vary, /accept-encoding/i)
    assert.ok(packed.body.length < plain.body.length / 2)
    assert.deepEqual(gunzipSync(packed.body), plain.body)
  })

  it('are not sent again to whoever has them', async () => {
    const page = await get('/')
    const again = await get('/', { 'if-none-match': page.headers.etag })
    assert.equal(again.status, 304)
    assert.equal(again.body.length, 0)
  })
})
