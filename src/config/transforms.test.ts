import { describe, expect, it } from 'vitest'
import { transforms } from './transforms.ts'

describe('the zone of a date step', () => {
  it.each(['org', 'America/New_York'])('may be %s', (zone) => {
    expect(transforms.safeParse([{ dateToNoon: zone }, { noonToDate: zone }]).success).toBe(true)
  })

  it.each(['New York', 'Mars/Olympus', ''])('may not be %j, which no clock knows', (zone) => {
    expect(transforms.safeParse([{ dateToNoon: zone }]).success).toBe(false)
    expect(transforms.safeParse([{ noonToDate: zone }]).success).toBe(false)
  })
})
