import { expect, test } from 'vitest'
import { ofType, withoutChannel } from './alerts.ts'

test('a channel of another kind has what that kind needs, and nothing of the former', () => {
  const slack = ofType('slack', { type: 'email', to: ['a@x.example'] })
  expect(slack).toEqual({ type: 'slack', urlFrom: '' })
  expect(ofType('webhook', { type: 'slack', urlFrom: 'SALES_URL' })).toEqual({
    type: 'webhook',
    urlFrom: 'SALES_URL',
    secretFrom: '',
  })
  expect(ofType('email', slack)).toEqual({ type: 'email', to: [] })
})

test('a channel that goes leaves no rule that names it', () => {
  const rules = [
    { on: ['breach'], to: ['sales', 'owner'] },
    { on: ['warning'], to: ['sales'] },
    { on: ['rejected'], to: ['manager'] },
  ]
  expect(withoutChannel(rules, 'sales')).toEqual([
    { on: ['breach'], to: ['owner'] },
    { on: ['rejected'], to: ['manager'] },
  ])
})
