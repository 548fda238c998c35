// A name, from the clerk's desk to the phone of somebody who has something to say to it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  asPerson,
  assertAccessible,
  onPage,
  overflow,
  PHONE,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

const state = (page) => page.getByTestId('state')

async function json(path, init) {
  const answer = await fetch(URL_BASE + path, init)
  const body = await answer.json()
  assert.ok(answer.ok, `${path}: ${JSON.stringify(body)}`)
  return { answer, body }
}

/** Somebody of the demo, acting without a page. */
async function acting(login) {
  const { answer, body } = await json('/api/v1/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password: process.env.MINGJIE_DEMO_PASSWORD }),
  })
  const headers = {
    'Content-Type': 'application/json',
    'X-CSRF-Token': body.csrf,
    Cookie: answer.headers.get('set-cookie').split(';')[0],
  }
  return async (number, act, form) => {
    const { body: sheet } = await json(`/api/v1/cases/${number}`, { headers })
    const asked = { form, version: sheet.version }
    const path = `/api/v1/cases/${number}/acts/${act}`
    return (await json(path, { method: 'POST', headers, body: JSON.stringify(asked) })).body
  }
}

const SCRIPT = '<script>document.title = "坏了"</script><img src=x onerror="document.title = 1">'

describe('a name', () => {
  const made = {}

  it('is proposed for a road without one, and checked while it is typed', async () => {
    const { body } = await json('/api/v1/roads/unnamed?limit=1')
    const road = body.roads[0].id
    await asPerson('clerk', `/propose?for=road/${road}`, {}, async (page) => {
      await page.locator('#propose-name').waitFor()
      const send = page.getByRole('button', { name: '保存为拟稿' })
      assert.ok(await send.isDisabled())
      await page.getByText('命名', { exact: true }).click()
      await page.locator('#propose-name').fill('澜桥艮山路')
      await page.getByTestId('verdict').waitFor()
      await page.locator('#propose-reason').fill('沿线居民编号需要')
      await page.locator('#propose-meaning').fill('取桥与山之名')
      await page.locator('#propose-origin').fill('道路经过澜桥、艮山')
      await page.locator('#propose-location').fill('南起艮山村，北至澜桥')
      await page.locator('#propose-applicant').fill('剡湖街道办事处')
      for (const report of ['assessment', 'argument', 'consultation'])
        await page.locator(`#propose-${report}`).fill('合法、可行、可控。')
      await assertAccessible(page)
      assert.equal(await overflow(page), 0)
      await send.click()
      await state(page).getByText('拟稿').waitFor()
      made.number = decodeURIComponent(new URL(page.url()).pathname.split('/').pop())
      assert.match(made.number, /^DM-330683-\d{4}-\d+$/)
      for (const act of ['提交', '审查']) {
        await page.getByRole('button', { name: act, exact: true }).click()
        await page.getByRole('button', { name: `确认${act}` }).click()
      }
      await state(page).getByText('已审查，待踏勘').waitFor()
      await page.getByRole('heading', { name: '名称审查' }).waitFor()
      const [paper] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '申请书' }).click(),
      ])
      assert.equal(paper.suggestedFilename(), `${made.number} 申请书.pdf`)
      await assertAccessible(page)
    })
  })

  it('is visited, argued, passed with its votes and put on notice', async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const surveyor = await acting('surveyor')
    await surveyor(made.number, 'survey', { visited_on: today, survey: '路面已成形' })
    const clerk = await acting('clerk')
    await clerk(made.number, 'ask_experts', { experts: ['expert'] })
    await asPerson('expert', `/cases/${made.number}`, {}, async (page) => {
      await page.getByRole('button', { name: '提交论证意见', exact: true }).click()
      await page.getByText('同意', { exact: true }).click()
      await page.getByLabel('论证意见').last().fill('含义健康')
      await page.getByRole('button', { name: '确认提交论证意见' }).click()
      await page.getByText('目前没有您可以办理的事项').waitFor()
    })
    await clerk(made.number, 'to_sitting', {})
    await asPerson('committee', `/cases/${made.number}`, {}, async (page) => {
      await page.getByText('含义健康').waitFor()
      await page.getByRole('button', { name: '评议通过', exact: true }).click()
      await page.getByLabel('赞成票').last().fill('7')
      await page.getByRole('button', { name: '确认评议通过' }).click()
      await state(page).getByText('评议通过').waitFor()
    })
    assert.equal((await clerk(made.number, 'open_notice', {})).state, 'notice')
  })

  it('is read and commented on from a phone without an account', () =>
    onPage('/notices', { ...PHONE, mayFail: true }, async (page) => {
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
      await page
        .getByRole('link', { name: /澜桥艮山路/ })
        .first()
        .tap()
      await page.getByTestId('period').getByText('公示中').waitFor()
      await page.getByTestId('small-map').locator('canvas').waitFor()
      await page.getByText('异议', { exact: true }).tap()
      await page.getByLabel('意见', { exact: true }).fill(`${SCRIPT} 易与澜桥路混淆`)
      await assertAccessible(page)
      await page.getByRole('button', { name: '提交意见' }).tap()
      await page.getByTestId('taken').waitFor()
      const [receipt, code] = await page.getByTestId('taken').locator('dd').allTextContents()
      Object.assign(made, { receipt, code })
      assert.equal(receipt, `${made.number}-1`)
      await page.getByText('共收到 1 条意见').waitFor()
      assert.equal(await page.getByTestId('comment').count(), 0)
      assert.equal(await overflow(page), 0)
    }))

  it('is defended by the office, and both are read as they were written', async () => {
    await asPerson('clerk', `/cases/${made.number}`, {}, async (page) => {
      const comment = page.getByTestId('notice-comment')
      await comment.getByText(SCRIPT).waitFor()
      await comment.getByRole('textbox', { name: '答复' }).fill('两名读音、用字均不同')
      await assertAccessible(page)
      await comment.getByRole('button', { name: '答复' }).click()
      await comment.getByText('两名读音、用字均不同').waitFor()
    })
    await onPage(`/notices/${made.number}`, PHONE, async (page) => {
      const comment = page.getByTestId('comment')
      await comment.getByText(SCRIPT).waitFor()
      await comment.getByText('两名读音、用字均不同').waitFor()
      assert.equal(await page.locator('li img, li script').count(), 0)
      assert.match(await page.title(), /地名公示/)
      await page.getByText('查看我的意见的答复').tap()
      await page.locator('#own-receipt').fill(made.receipt)
      await page.locator('#own-code').fill(made.code)
      await page.getByRole('button', { name: '查看', exact: true }).tap()
      await page.getByRole('status').getByText('两名读音、用字均不同').waitFor()
      await assertAccessible(page)
      assert.equal(await overflow(page), 0)
    })
  })
})
