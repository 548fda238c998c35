// The proof of boundaries: findings with their place on the map, filters in the address, who may.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asPerson, assertAccessible, idle, useBrowser } from './browser.mjs'

useBrowser()

const ANSWER = {
  regions: 3,
  lines: 3,
  markers: 3,
  tolerance_m: 1,
  counts: { gap: 1, marker_off_line: 1 },
  total: 2,
  findings: [
    {
      rule: 'gap',
      severity: 'judge',
      lon: 120.83,
      lat: 29.58,
      size_m: 9.6,
      area_m2: 21500,
      features: ['330683', '330624'],
      message: '330683、330624 之间有 21500 平方米不属于任何一方',
      mend: '把这块划给 330683',
    },
    {
      rule: 'marker_off_line',
      severity: 'note',
      lon: 120.9,
      lat: 29.6,
      size_m: 55,
      area_m2: null,
      features: ['0102002Q', '0102'],
      message: '界桩 0102002Q 距界线 0102 55 米',
      mend: '对照成果表核对坐标',
    },
  ],
  position: 1,
}

describe('the proof of boundaries', () => {
  it('proves the register for whoever sees lines and markers whole', () =>
    asPerson('clerk', '/boundaries', {}, async (page) => {
      await page.getByText(/已核对政区 \d+ 个、界线 \d+ 条、界桩 \d+ 个/).waitFor()
    }))

  it('shows the place of a finding and keeps filters in the address', () =>
    asPerson('clerk', '/boundaries', {}, async (page) => {
      // The demo's boundaries are clean, so the answer is one with findings.
      await page.route('**/api/v1/boundaries/check*', (route) =>
        route.fulfill({ json: ANSWER, headers: { 'Mingjie-Position': '1' } }),
      )
      await page.getByRole('button', { name: '重新核对' }).click()
      const finding = page.locator('[data-rule=gap]')
      await finding.getByRole('button', { name: '在图上看' }).click()
      await idle(page)
      await page.waitForFunction(() => {
        const { map } = document.querySelector('[data-testid=map]')
        return map.queryRenderedFeatures({ layers: ['sketch-point'] }).length > 0
      })
      await assertAccessible(page)
      await page.getByRole('button', { name: '界桩偏离 1' }).click()
      await page.waitForURL(/rule=marker_off_line/)
      assert.equal(
        await page.getByRole('button', { name: '界桩偏离 1' }).getAttribute('aria-pressed'),
        'true',
      )
      await page.getByLabel('容差').selectOption({ label: '5 米' })
      await page.waitForURL(/tolerance_m=5/)
    }))
})
