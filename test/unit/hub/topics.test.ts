// Who has joined what: the index from both sides against a model, and what the registry keeps of it.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceFacts } from '../../../src/main/hub/devices/registry'
import { TopicIndex, withoutTopics, withTopics } from '../../../src/main/hub/devices/topics'
import type { DeviceId } from '../../../src/shared/model'
import { newRegistry } from '../../support/memory-history'

const PI: DeviceFacts = {
  id: 'pi' as DeviceId,
  name: 'Pi',
  kind: 'other',
  by: 'local',
  tokenHash: null,
}

describe('the index of topics', () => {
  const step = fc.record({
    holder: fc.nat(3),
    names: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
  })

  it('says the same from both sides', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const index = new TopicIndex<number>()
        const model = new Map<number, string[]>()
        for (const { holder, names } of steps) {
          index.set(holder, names)
          model.set(holder, names)
        }
        for (const [holder, names] of model) expect(index.of(holder)).toEqual(names)
        for (const topic of ['a', 'b', 'c', 'd']) {
          const joined = [...model].filter(([, names]) => names.includes(topic))
          expect([...index.holders(topic)].sort()).toEqual(joined.map(([one]) => one).sort())
        }
      }),
    )
  })

  it('compares names without case, and keeps the spelling that was first', () => {
    const names = withTopics(['Garden', 'tv'], ['GARDEN', 'alarm', 'Alarm'])
    expect(names).toEqual(['Garden', 'tv', 'alarm'])
    expect(withoutTopics(names, ['garden', 'never'])).toEqual(['tv', 'alarm'])
    const index = new TopicIndex<number>()
    index.set(1, ['Garden'])
    expect([...index.holders('garden')]).toEqual([1])
  })
})

describe('a registry', () => {
  it('keeps what a device joined through all changes of it, and forgets it with the device', async () => {
    const { registry } = newRegistry()
    const pi = await registry.save(PI, 1)
    await registry.saveTopics(pi, (joined) => [...joined, 'garden'])
    await registry.save({ ...PI, name: 'Kitchen' }, 2)
    expect([...registry.topics.holders('garden')]).toEqual([pi.key])
    await registry.forget(pi)
    expect([...registry.topics.holders('garden')]).toEqual([])
  })

  it('makes changes that come at once one after the other', async () => {
    const { registry, history } = newRegistry()
    const pi = await registry.save(PI, 1)
    const join = (topic: string) => registry.saveTopics(pi, (joined) => [...joined, topic])
    await Promise.all([join('a'), join('b'), join('c')])
    expect(registry.topics.of(pi.key)).toEqual(['a', 'b', 'c'])
    expect(history.topics.get(pi.key)).toEqual(['a', 'b', 'c'])
  })

  it('writes nothing where nothing changes, and joins nothing that could not be written', async () => {
    const { registry, history } = newRegistry()
    const pi = await registry.save(PI, 1)
    await registry.saveTopics(pi, () => ['a'])
    Object.assign(history, { saveTopics: () => Promise.reject(new Error('full')) })
    expect(await registry.saveTopics(pi, () => ['a'])).toBe(true)
    await expect(registry.saveTopics(pi, () => ['a', 'b'])).rejects.toThrow('full')
    expect(registry.topics.of(pi.key)).toEqual(['a'])
  })

  it('lets a device that is forgotten meanwhile join nothing', async () => {
    const { registry } = newRegistry()
    const pi = await registry.save(PI, 1)
    const joining = registry.saveTopics(pi, () => ['a'])
    await registry.forget(pi)
    await joining
    expect([...registry.topics.holders('a')]).toEqual([])
  })

  it('takes a blocked device out of its topics, also those it joins at that moment', async () => {
    const { registry, history } = newRegistry()
    const pi = await registry.save(PI, 1)
    await registry.saveTopics(pi, () => ['a'])
    const joining = registry.saveTopics(pi, () => ['a', 'b'])
    await registry.blockId('pi', 2)
    await joining
    await registry.saveTopics(pi, () => ['c'])
    expect(registry.topics.of(pi.key)).toEqual([])
    expect(history.topics.get(pi.key)).toEqual([])
  })
})
