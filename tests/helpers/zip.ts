/** ZIP archives for tests. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipOptions {
  /** Added to each checksum. */
  readonly wrong?: number;
  /** The general purpose flag; 1 says that the files are encrypted. */
  readonly flag?: number;
}

/** An archive of these files by name. */
export function zipOf(
  files: Readonly<Record<string, string>>,
  { wrong = 0, flag = 0 }: ZipOptions = {},
): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const packed = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version
    common.writeUInt16LE(flag, 2);
    common.writeUInt16LE(8, 4); // deflate
    common.writeUInt32LE(crc32(data) + wrong, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, path, packed]);
    parts.push(local);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, place, path]));
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
