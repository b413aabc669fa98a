import { createHash, createHmac } from 'node:crypto';

/**
 * What scripts get from Rhino is often a Java text: it becomes a JavaScript one only where the script says so. Here it
 * has no methods of its own and JSON makes `{}` of it, so that a forgotten `String(…)` is seen.
 */
export class JavaText {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export const java = (text: string): JavaText => new JavaText(text);

/** What a script sent. */
export interface Call {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly calls: Call[];
  readonly answer: number | string;
}

/** Glide classes that know no records, as far as ServiceNow documents them; the signatures are real. */
export function glideClasses(surroundings: () => Surroundings) {
  class GlideDateTime {
    #at = surroundings().now;
    getNumericValue = (): JavaText => java(String(this.#at));
    addSeconds(seconds: number): void {
      this.#at += seconds * 1_000;
    }
  }

  class GlideDigest {
    getSHA256Hex = (text: string): JavaText => java(createHash('sha256').update(text).digest('hex').toUpperCase());
  }

  /** The key is Base64 and decoded; what is none gives nothing. */
  class Encryption {
    generateMac(key: unknown, algorithm: unknown, data: unknown): JavaText | null {
      const text = String(key);
      const bytes = Buffer.from(text, 'base64');
      if (algorithm !== 'HmacSHA256' || bytes.length === 0 || bytes.toString('base64') !== text) return null;
      return java(createHmac('sha256', bytes).update(String(data)).digest('base64'));
    }
  }

  class RESTMessageV2 {
    readonly #headers: Record<string, string> = {};
    #method = '';
    #url = '';
    #body = '';
    /** Else brackets and dollar signs of the body would be taken for variables. */
    #asWritten = false;

    setHttpMethod(method: string): void {
      this.#method = method;
    }
    setEndpoint(url: string): void {
      this.#url = url;
    }
    setHttpTimeout(): void {}
    disableForcedVariableSubstitution(): void {
      this.#asWritten = true;
    }
    setRequestHeader(name: string, value: string): void {
      this.#headers[name] = value;
    }
    setRequestBody(body: string): void {
      this.#body = body;
    }
    execute(): { getStatusCode(): JavaText } {
      if (this.#method !== 'post' || !this.#asWritten)
        throw new Error(`${this.#method}, as written: ${this.#asWritten}`);
      const { calls, answer } = surroundings();
      calls.push({ url: this.#url, headers: this.#headers, body: this.#body });
      if (typeof answer === 'string') throw new Error(answer);
      return { getStatusCode: () => java(String(answer)) };
    }
  }

  return { GlideDateTime, GlideDigest, Encryption, RESTMessageV2 };
}
