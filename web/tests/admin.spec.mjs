// Accounts, keys and the audit log, as the administrator keeps them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  api,
  asPerson,
  assertAccessible,
  changedByClerk,
  onPage,
  overflow,
  PHONE,
  signIn,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

const login = `zhang.${Date.now().toString(36)}`
const password = 'four words in a row'

async function choose(page, select, option) {
  await page.getByRole('dialog').locator('.el-select').nth(select).click()
  await page.getByRole('option', { name: option }).first().click()
}

describe('accounts', () => {
  it('are made with a role in a region, get a password by a link that is good once, and are locked', () =>
    asPerson('admin', '/accounts', {}, async (page) => {
      await page.getByRole('row', { name: '演示经办人' }).waitFor()
      await assertAccessible(page)
      await page.getByRole('button', { name: '新增账号' }).click()
      await page.getByRole('dialog').getByLabel('账号', { exact: true }).fill(login)
      await page.getByRole('dialog').getByLabel('姓名').fill('张三')
      await choose(page, 0, '经办人')
      await choose(page, 1, /剡湖街道/)
      await page.getByRole('button', { name: '建立账号' }).click()
      const link = await page.getByRole('dialog').locator('code').textContent()
      await page.keyboard.press('Escape')
      await page
        .getByRole('row', { name: login })
        .getByText(/剡湖街道/)
        .waitFor()

      await useLink(link)
      await onPage(
        new URL(link).pathname + new URL(link).hash,
        { mayFail: true },
        async (again) => {
          await again.getByLabel('新密码', { exact: true }).fill(password)
          await again.getByLabel('再输一次新密码').fill(password)
          await again.getByRole('button', { name: '设置密码并登录' }).click()
          await again.getByRole('alert').waitFor()
        },
      )

      await page.getByLabel('按姓名、账号、角色筛选').fill(login)
      await page.getByRole('button', { name: '修改张三的账号' }).click()
      await page.getByRole('heading', { name: '角色与地区' }).waitFor()
      await assertAccessible(page)
      await page.getByRole('button', { name: '锁定账号' }).click()
      await page.getByRole('button', { name: '解除锁定' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('row', { name: login }).getByText('已锁定').waitFor()
    }))

  async function useLink(link) {
    const { pathname, hash } = new URL(link)
    await onPage(pathname + hash, {}, async (page) => {
      await page.getByLabel('新密码', { exact: true }).fill(password)
      assert.equal(new URL(page.url()).hash, '', 'the token has left the address bar')
      await assertAccessible(page)
      await page.getByLabel('再输一次新密码').fill(password)
      await page.getByRole('button', { name: '设置密码并登录' }).click()
      await page.getByRole('heading', { name: '待办', level: 1 }).waitFor()
      await page
        .getByRole('main')
        .getByText(/经办人 · 剡湖街道/)
        .waitFor()
    })
  }

  it('that are locked stay outside', () =>
    onPage('/sign-in', { mayFail: true }, async (page) => {
      await signIn(page, login, password)
      await page.getByRole('alert').waitFor()
      assert.equal(new URL(page.url()).pathname, '/sign-in')
    }))

  it('fit a phone', () =>
    asPerson('admin', '/accounts', PHONE, async (page) => {
      await page.getByText('演示经办人').waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('keys', () => {
  it('are shown once, work, tell when they were used, and stop when revoked', () =>
    asPerson('admin', '/keys', {}, async (page) => {
      const name = `每日更新 ${Date.now().toString(36)}`
      await page.getByRole('button', { name: '新建密钥' }).click()
      await page.getByLabel('用途').fill(name)
      await choose(page, 0, '全部地区')
      await page.getByRole('button', { name: '生成密钥' }).click()
      const key = await page.locator('code').textContent()
      assert.match(key, /^mj_/)
      await assertAccessible(page)
      const ask = () =>
        fetch(`${URL_BASE}/api/v1/changes?limit=1`, { headers: { Authorization: `Bearer ${key}` } })
      assert.equal((await ask()).status, 200)
      await page.reload()
      const row = page.getByRole('row', { name })
      await row.waitFor()
      assert.equal(await page.getByText(key).count(), 0, 'the key is shown no more')
      await row.getByText('127.0.0.1').waitFor()
      await row.getByRole('button', { name: '撤销' }).click()
      await page.getByRole('dialog').getByLabel('原因').fill('不再使用')
      await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click()
      await row.getByText(/已撤销/).waitFor()
      assert.equal((await ask()).status, 401)
    }))
})

describe('the audit log', () => {
  it('is filtered by person and act, and keeps the filters in the address', () =>
    asPerson('auditor', '/audit', {}, async (page) => {
      await page.getByRole('row').nth(1).waitFor()
      await assertAccessible(page)
      await page.getByLabel('经办账号').fill('admin')
      await page.waitForURL(/person=admin/)
      await page.locator('.filters .el-select').first().click()
      await page.getByRole('option', { name: '建立账号' }).click()
      await page.waitForURL(/act=account_made/)
      await page.reload()
      await page.getByRole('row', { name: login }).waitFor()
      const acts = await page.getByRole('row').allTextContents()
      assert.ok(acts.slice(1).every((text) => text.includes('建立账号')))
    }))

  it('shows what a change was before and after, and leads to the feature', () =>
    asPerson('auditor', '/audit', {}, async (page) => {
      const road = await changedRoad()
      await page.goto(`${URL_BASE}/audit?act=changed&kind=road`)
      await page.getByRole('button', { name: '看变更前后' }).first().click()
      await page.getByText(new RegExp(`${road.before} m? ?→ ${road.after}`)).waitFor()
      await page.getByRole('link', { name: new RegExp(road.name) }).click()
      await page
        .getByRole('complementary', { name: '详情' })
        .getByRole('heading', { name: road.name })
        .waitFor()
    }))

  it('fits a phone', () =>
    asPerson('auditor', '/audit', PHONE, async (page) => {
      await page.getByRole('row').nth(1).waitFor()
      assert.equal(await overflow(page), 0)
    }))
})

/** A road that the clerk has just changed. */
async function changedRoad() {
  const { features } = await api('road?limit=50')
  const road = features.find(({ properties: p }) => p.name && p.width_m)
  const width_m = road.properties.width_m + 1
  const changed = await changedByClerk('road', road, { properties: { width_m } })
  return {
    name: road.properties.name,
    before: road.properties.width_m,
    after: changed.properties.width_m,
  }
}
