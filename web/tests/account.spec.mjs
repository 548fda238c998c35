// Coming in, going out, and what belongs to whoever is signed in.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  asPerson,
  assertAccessible,
  onPage,
  overflow,
  PHONE,
  signIn,
  useBrowser,
} from './browser.mjs'

useBrowser()

describe('signing in', () => {
  it('leads whoever asked for a page there after the sign-in, and offers what the role may do', () =>
    onPage('/tasks', {}, async (page) => {
      await page.getByText('请先登录').waitFor()
      await assertAccessible(page)
      await signIn(page, 'clerk')
      await page.getByRole('heading', { name: '待办', level: 1 }).waitFor()
      await assertAccessible(page)
      const rail = page.getByRole('navigation', { name: '主导航' })
      await rail.getByRole('link', { name: '办件' }).waitFor()
      assert.equal(await rail.getByRole('link', { name: '管理' }).count(), 0)
      await rail.getByRole('button', { name: '演示经办人' }).click()
      await rail.getByText('经办人 · 嵊州市').waitFor()
      await rail.getByRole('button', { name: '退出登录' }).click()
      await rail.getByRole('link', { name: '登录' }).waitFor()
      assert.equal(await rail.getByRole('link', { name: '办件' }).count(), 0)
    }))

  it('says that it is wrong and lets one try again, without saying what is wrong', () =>
    onPage('/sign-in', { mayFail: true }, async (page) => {
      await signIn(page, 'nobody-at-all', 'certainly not the password')
      const alert = page.getByRole('alert')
      await alert.waitFor()
      assert.doesNotMatch(await alert.textContent(), /nobody-at-all/)
      assert.equal(await page.getByLabel('账号', { exact: true }).inputValue(), 'nobody-at-all')
      await assertAccessible(page)
    }))

  it('tells whoever may not use a page, and shows nothing of it', () =>
    asPerson('surveyor', '/audit', {}, async (page) => {
      await page.getByRole('heading', { name: '没有权限' }).waitFor()
      assert.equal(await page.getByRole('table').count(), 0)
    }))

  it('fits a phone, in English too', () =>
    onPage('/sign-in?lang=en', PHONE, async (page) => {
      await page.getByLabel('Account').waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('my account', () => {
  it('lists the sessions, ends another one, and that one is out', () =>
    asPerson('expert', '/me', {}, async (page) => {
      await page.getByText('本机').waitFor()
      await assertAccessible(page)
      const rows = page.getByRole('region', { name: '登录的设备' }).getByRole('listitem')
      await asPerson('expert', '/tasks', { mayFail: true }, async (other) => {
        await other.getByRole('heading', { name: '待办', level: 1 }).waitFor()
        await page.reload()
        await page.getByRole('button', { name: '退出该设备' }).first().waitFor()
        const before = await rows.count()
        await page.getByRole('button', { name: '退出该设备' }).first().click()
        await page.waitForFunction(
          (n) => document.querySelectorAll('[aria-labelledby=own-sessions] li').length < n,
          before,
        )
        await other.getByText('辖区全部').click()
        await other.getByText('请先登录').waitFor()
      })
    }))
})
