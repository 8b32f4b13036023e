// Go's wasm_exec.js as a module: made at build from the Go installation that compiled the engine.
const real = globalThis;

export const goVersion = "GO_VERSION";

const missing = () => Object.assign(new Error("not implemented"), { code: "ENOSYS" });

/** Stands for a function of node:fs: it answers its callback that it is not there. */
const none = (...args) => args.at(-1)(missing());

const refuse = () => {
  throw missing();
};

/** Makes a runtime. Go sees `globals` laid over the global object; nothing is set on the real one. */
export function createGo(globals, write) {
  const fs = {
    constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
    writeSync(_fd, bytes) {
      write(bytes);
      return bytes.length;
    },
    write(_fd, bytes, _offset, _length, _position, callback) {
      write(bytes);
      callback(null, bytes.length);
    },
  };
  const process = { pid: -1, ppid: -1, getuid: () => -1, getgid: () => -1, geteuid: () => -1, getegid: () => -1 };
  const laid = { __proto__: null, fs, process, path: { resolve: (...parts) => parts.join("/") }, ...globals };
  for (const name of ["umask", "cwd", "chdir", "getgroups"]) process[name] = refuse;
  for (const name of ["chmod", "chown", "close", "fchmod", "fchown", "fstat", "fsync", "ftruncate", "lchown", "link", "lstat", "mkdir"]) fs[name] = none;
  for (const name of ["open", "read", "readdir", "readlink", "rename", "rmdir", "stat", "symlink", "truncate", "unlink", "utimes"]) fs[name] = none;
  const globalThis = new Proxy(laid, {
    get: (_, name) => (name in laid ? laid[name] : real[name]),
    has: (_, name) => name in laid || name in real,
  });

/* WASM_EXEC */

  return new laid.Go();
}
