import { HeimdallError } from '../../core/index.ts';
import { found, type JsonLine } from '../files/json-lines.ts';

/**
 * Reads the ids of rows and sees to it that none occurs twice: a row that counts twice would bend every figure. A row
 * without an id is known by its place.
 */
export function createIdReader(): (line: JsonLine) => string {
  const places = new Map<string, string>();
  return ({ place, value: { id = place } }) => {
    if (typeof id !== 'string' && typeof id !== 'number') {
      throw new HeimdallError('request_invalid', `${place}: "id" must be a string or a number, ${found(id)}`);
    }
    const name = String(id);
    const first = places.get(name);
    if (first !== undefined) {
      const said = JSON.stringify(name.slice(0, 80));
      throw new HeimdallError('request_invalid', `${place}: id ${said} is taken by ${first}; give each row its own`);
    }
    places.set(name, place);
    return name;
  };
}
