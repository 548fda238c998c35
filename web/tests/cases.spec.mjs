// A fault, from the street to "mended": reported by phone, handled by three people, followed.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  asPerson,
  assertAccessible,
  middleOf,
  namedRoad,
  onPage,
  overflow,
  photo,
  PHONE,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

const state = (page) => page.getByTestId('state')

/** Reports a fault at a position, as the page would. */
async function reported(position) {
  const answer = await fetch(`${URL_BASE}/api/v1/fault-reports`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ target: 'street_sign', fault: 'unclear', position }),
  })
  const made = await answer.json()
  assert.equal(answer.status, 201, JSON.stringify(made))
  return made
}

async function take(page, act, done = `确认${act}`) {
  await page.getByRole('button', { name: act, exact: true }).click()
  await page.getByRole('button', { name: done }).click()
}

describe('a fault report', () => {
  const made = {}

  it('is made on a phone: photo over a broken line, where the phone is, what is wrong', async () => {
    const [longitude, latitude] = middleOf((await namedRoad()).geometry)
    const here = { geolocation: { longitude, latitude }, permissions: ['geolocation'] }
    await onPage('/report', { ...PHONE, ...here, mayFail: true }, async (page, context) => {
      await page.getByRole('button', { name: '提交上报' }).waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
      const picture = await photo(page, '剡湖路')
      // The line breaks after the first piece.
      let pieces = 0
      await page.route('**/api/v1/uploads/*', async (route) => {
        if (route.request().method() !== 'PATCH' || ++pieces !== 2) return route.continue()
        await context.setOffline(true)
        return route.abort('internetdisconnected')
      })
      await page.getByTestId('report-photos-files').setInputFiles([picture])
      await page.getByText('等待网络，自动续传').waitFor()
      await context.setOffline(false)
      await page.getByText('已上传').waitFor()
      assert.ok(pieces >= 3, `it went on in pieces: ${pieces}`)

      await page.getByRole('button', { name: '用我的位置' }).tap()
      await page.getByText(`${longitude.toFixed(5)}, ${latitude.toFixed(5)}`).waitFor()
      await page.getByText('路牌', { exact: true }).tap()
      await page.getByText('破损锈蚀').tap()
      await page.getByLabel('情况说明').fill('路牌被撞弯，<b>字看不清</b>。')
      // What was filled in outlives a page that was thrown away.
      await page.reload()
      await page.getByText('已上传').waitFor()
      assert.match(await page.getByLabel('情况说明').inputValue(), /撞弯/)
      await page.getByRole('button', { name: '提交上报' }).tap()
      await page.getByRole('heading', { name: '已收到您的上报' }).waitFor()
      await assertAccessible(page)
      assert.equal(await overflow(page), 0)
      const [receipt, code] = await page.locator('code').allTextContents()
      Object.assign(made, { receipt, code })
      assert.match(receipt, /^GZ-330683-\d{4}-\d+$/)
      await page.getByRole('button', { name: '复制受理编号' }).waitFor()
    })
  })

  it('takes its position from a tap on the map, first near and then exact', () =>
    onPage('/report', PHONE, async (page) => {
      const map = page.getByTestId('small-map')
      await map.scrollIntoViewIfNeeded()
      await page.waitForFunction(
        () => document.querySelector('[data-testid=small-map]')?.map?.loaded(),
        undefined,
        { timeout: 60_000 },
      )
      const zoom = () =>
        page.evaluate(() => document.querySelector('[data-testid=small-map]').map.getZoom())
      const before = await zoom()
      await map.tap({ position: { x: 160, y: 130 } })
      await page.getByText(/^120\.\d{5}, 29\.\d{5}$/).waitFor()
      assert.ok((await zoom()) > before)
    }))

  it('is accepted and given to a surveyor by the clerk, whose tasks show it by itself', () =>
    asPerson('clerk', '/tasks', {}, async (page) => {
      await page.getByRole('link', { name: /路牌/ }).first().waitFor()
      const another = await reported([120.831, 29.5611])
      await page.getByText(another.receipt).waitFor()
      await page.goto(`${URL_BASE}/cases/${made.receipt}`)
      await page.getByRole('img', { name: /照片/ }).first().waitFor()
      await page.getByText('<b>字看不清</b>').waitFor()
      await page.getByTestId('small-map').locator('canvas').waitFor()
      await assertAccessible(page)
      await take(page, '受理')
      await state(page).getByText('已受理').waitFor()
      await page.getByRole('button', { name: '派单', exact: true }).click()
      assert.ok(await page.getByRole('button', { name: '确认派单' }).isDisabled())
      await page.locator('[data-field=person] .el-select').click()
      await page.getByRole('option', { name: /surveyor/ }).click()
      await page.getByRole('button', { name: '确认派单' }).click()
      await state(page).getByText('处理中').waitFor()
      await page.getByLabel('留言').fill('请带梯子')
      await page.getByRole('button', { name: '留言' }).click()
      await page.getByText('请带梯子').waitFor()
    }))

  it('is mended by the surveyor on a phone, with a photo, while the clerk looks on', () =>
    asPerson('clerk', `/cases/${made.receipt}`, {}, async (clerk) => {
      await state(clerk).getByText('处理中').waitFor()
      await asPerson('surveyor', '/tasks', PHONE, async (page) => {
        assert.equal(await overflow(page), 0)
        await assertAccessible(page)
        await page.getByRole('row', { name: made.receipt }).getByRole('link').tap()
        await page.getByRole('button', { name: '报修复' }).tap()
        await page.getByTestId('act-mend-proof-files').setInputFiles([await photo(page, '已扶正')])
        await page.getByText('已上传').waitFor()
        await page.getByLabel('修复情况').fill('已扶正')
        await assertAccessible(page)
        await page.getByRole('button', { name: '确认报修复' }).tap()
        await state(page).getByText('待验收').waitFor()
        await page.getByText('目前没有您可以办理的事项').waitFor()
        assert.equal(await overflow(page), 0)
      })
      await state(clerk).getByText('待验收').waitFor()
    }))

  it('is closed by the approver and printed as a sheet', () =>
    asPerson('approver', `/cases/${made.receipt}`, {}, async (page) => {
      await page.getByRole('button', { name: '验收办结', exact: true }).click()
      await page.getByLabel('答复').fill('路牌已扶正，谢谢您。')
      await page.getByRole('button', { name: '确认验收办结' }).click()
      await state(page).getByText('已办结').waitFor()
      const [paper] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '办件单 PDF' }).click(),
      ])
      assert.equal(paper.suggestedFilename(), `${made.receipt}.pdf`)
      await page.emulateMedia({ media: 'print' })
      await page.setViewportSize({ width: 680, height: 960 })
      await page.getByText('经办：').waitFor()
      assert.ok(await page.getByText(made.receipt).first().isVisible())
      assert.ok(await page.getByRole('navigation').isHidden())
      assert.ok(await page.getByRole('button', { name: '打印' }).isHidden())
      assert.equal(await overflow(page), 0)
    }))

  it('is followed: by the number how far it is, with the code the answer', async () => {
    await onPage(`/report/${made.receipt}`, PHONE, async (page) => {
      await state(page).getByText('已办结').waitFor()
      assert.equal(await page.getByText('路牌已扶正').count(), 0)
      assert.equal(await page.getByText(/surveyor|外业/).count(), 0)
      await page.getByLabel(/查询码/).fill(made.code)
      await page.getByRole('button', { name: '查看' }).tap()
      await page.getByText('路牌已扶正，谢谢您。').first().waitFor()
      await page.getByRole('button', { name: '重新办理' }).waitFor()
      // The photos that were sent along come with the code alone.
      const own = page.getByTestId('own-photos').locator('img')
      await own.first().waitFor()
      assert.ok(await own.first().evaluate((img) => img.naturalWidth > 0))
      await assertAccessible(page)
      assert.equal(await overflow(page), 0)
    })
    await onPage(`/report/${made.receipt}#${made.code}`, PHONE, async (page) => {
      await page.getByText('路牌已扶正，谢谢您。').first().waitFor()
      assert.equal(new URL(page.url()).hash, '')
    })
    await onPage('/report', PHONE, async (page) => {
      await page.getByLabel('受理编号').fill(made.receipt.toLowerCase())
      await page.getByRole('button', { name: '查询' }).tap()
      await state(page).getByText('已办结').waitFor()
    })
  })
})

describe('cases', () => {
  it('show whoever was slower how the case stands now', async () => {
    const { receipt } = await reported([120.8312, 29.5609])
    await asPerson('clerk', `/cases/${receipt}`, { mayFail: true }, async (slow) => {
      await slow.route('**/api/v1/cases/events', (route) => route.abort())
      await slow.reload()
      await slow.getByRole('button', { name: '受理', exact: true }).click()
      await asPerson('approver', `/cases/${receipt}`, {}, async (quick) => {
        await take(quick, '受理')
        await state(quick).getByText('已受理').waitFor()
      })
      await slow.getByRole('button', { name: '确认受理' }).click()
      await slow.getByText('您打开后，已有他人办理过此件').waitFor()
      await state(slow).getByText('已受理').waitFor()
      await slow.getByRole('button', { name: '派单', exact: true }).waitFor()
      assert.equal(await slow.getByRole('button', { name: '受理', exact: true }).count(), 0)
    })
  })

  it('are filtered; the address keeps the filters, and "back" leads to the list as it was', async () => {
    const { receipt } = await reported([120.8305, 29.5604])
    await asPerson('clerk', '/cases', {}, async (page) => {
      await page.getByRole('row', { name: receipt }).waitFor()
      await assertAccessible(page)
      await page.getByLabel('编号、标题、说明').fill(receipt)
      await page.waitForURL(/q=GZ/)
      await page.locator('.filters .el-select').nth(1).click()
      await page.getByRole('option', { name: '待核查' }).click()
      await page.waitForURL(/state=reported/)
      await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
      await page.getByRole('link', { name: receipt }).click()
      await state(page).getByText('待核查').waitFor()
      await page.goBack()
      await page.getByRole('row', { name: receipt }).waitFor()
      assert.equal(await page.getByRole('row').count(), 2)
      await page.reload()
      assert.equal(await page.getByLabel('编号、标题、说明').inputValue(), receipt)
      await page.locator('.filters .el-select').nth(1).click()
      await page.getByRole('option', { name: '已结束' }).click()
      await page.getByText('没有符合条件的办件').waitFor()
    })
  })

  it('are worked through with the keyboard alone', async () => {
    const { receipt } = await reported([120.8309, 29.5601])
    await asPerson('clerk', `/cases/${receipt}`, {}, async (page) => {
      const accept = page.getByRole('button', { name: '受理', exact: true })
      await accept.focus()
      await page.keyboard.press('Enter')
      await page.locator('#act-form textarea').first().waitFor()
      await page.waitForFunction(() => document.activeElement?.closest('#act-form'))
      const confirm = page.getByRole('button', { name: '确认受理' })
      for (let step = 0; step < 8; step++) {
        if (await confirm.evaluate((element) => element === document.activeElement)) break
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Enter')
      await state(page).getByText('已受理').waitFor()
    })
  })

  it('fit a phone, in English too', async () => {
    const { receipt } = await reported([120.8309, 29.5602])
    await asPerson('clerk', '/cases', PHONE, async (page) => {
      await page.getByText(receipt).waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
      await page.goto(`${URL_BASE}/cases/${receipt}?lang=en`)
      await page.getByRole('heading', { name: 'Record' }).waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    })
  })
})
