import { describe, expect, it } from 'vitest';
import { Patience } from '#cli/patience.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';

function patient() {
  let now = 0;
  const sleeps: number[] = [];
  const sleep = async (ms: number) => {
    sleeps.push(ms);
    now += ms;
  };
  return { patience: new Patience({ now: () => new Date(now), sleep }), sleeps };
}

const limited = (retryAfterSeconds: number) => new DirectoryRateLimited({ what: 'a call', retryAfterSeconds });

describe('patience', () => {
  it('lasts for a quarter of an hour without an answer', async () => {
    const { patience, sleeps } = patient();
    for (let n = 0; n < 3; n += 1) await patience.wait(300, 'a call');
    await expect(patience.wait(1, 'a call')).rejects.toThrow(DirectoryRateLimited);
    expect(sleeps).toEqual([300_000, 300_000, 300_000]);
  });

  it('is whole again after every answer', async () => {
    const { patience, sleeps } = patient();
    for (let n = 0; n < 10; n += 1) {
      let first = true;
      const answer = await patience.read(async () => {
        if (!first) return n;
        first = false;
        throw limited(600);
      });
      expect(answer).toBe(n);
    }
    expect(sleeps).toHaveLength(10);
    await expect(patience.wait(901, 'a call')).rejects.toThrow(DirectoryRateLimited);
  });

  it('counts waits at the same time once', async () => {
    let now = 0;
    const wake: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => wake.push(resolve));
    const patience = new Patience({ now: () => new Date(now), sleep });
    const waits = [patience.wait(600, 'one'), patience.wait(600, 'two')];
    now = 600_000;
    for (const go of wake) go();
    await expect(Promise.all(waits)).resolves.toHaveLength(2);
    await expect(patience.wait(600, 'three')).rejects.toThrow(DirectoryRateLimited);
  });

  it('is not needed for what does not answer: three tries, a second apart', async () => {
    for (const failures of [2, 3]) {
      const { patience, sleeps } = patient();
      const down = new DirectoryUnavailable({ what: 'a call' });
      let tries = 0;
      const answer = patience.read(async () => {
        tries += 1;
        if (tries <= failures) throw down;
        return 'read';
      });
      if (failures === 3) await expect(answer).rejects.toBe(down);
      else expect(await answer).toBe('read');
      expect([tries, sleeps]).toEqual([3, [1_000, 1_000]]);
    }
  });

  it('is not wasted on a refusal', async () => {
    const { patience, sleeps } = patient();
    const refused = new DirectoryRefused({ what: 'a call', status: 403, detail: 'no' });
    await expect(patience.read(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(sleeps).toEqual([]);
  });
});
