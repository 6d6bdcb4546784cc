import { expect, test, vi } from 'vitest'
import { follow } from './live.ts'

function followed() {
  const source = new EventTarget()
  const told: string[] = []
  const onState = vi.fn()
  follow(source, (tag) => void told.push(tag), onState)
  return { told, onState, on: (name: string) => source.dispatchEvent(new Event(name)), source }
}

test('each part that shows what changed is told once, and what is not understood is none', () => {
  const { told, source } = followed()
  const say = (data: string) => source.dispatchEvent(new MessageEvent('changed', { data }))
  say('{"topics":["leads","overview","of a newer server"]}')
  expect(told).toEqual(['Leads', 'Overview'])
  say('not JSON')
  expect(told).toHaveLength(2)
})

test('the overview, which counts alerts that wait, is told of alerts', () => {
  const { told, source } = followed()
  source.dispatchEvent(new MessageEvent('changed', { data: '{"topics":["alerts"]}' }))
  expect(told).toEqual(['Alerts', 'Overview'])
})

test('after the stream was away everything is looked at again, as nobody told what changed meanwhile', () => {
  const { told, onState, on } = followed()
  on('open')
  expect(told).toEqual([])
  on('error')
  on('open')
  expect(onState.mock.calls.flat()).toEqual(['live', 'waiting', 'live'])
  expect(told).toContain('Leads')
  expect(told).toContain('Attribution')
  expect(new Set(told).size).toBe(told.length)
})
