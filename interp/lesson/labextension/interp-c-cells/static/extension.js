// SPDX-License-Identifier: MIT
// JupyterLab gives every cell the language of the notebook's kernel. This extension gives cells
// that begin with a magic of ours another one: C for %%c, diff for %%hunk. The languages are
// JupyterLab's own. The file is written by hand, as the container that JupyterLab loads: `init`
// is given the packages that all extensions share, `get` answers a module of ours.

(() => {
  const LANGUAGES = [
    [/^\s*%%c\b/, "text/x-csrc"],
    [/^\s*%%hunk\b/, "text/x-diff"],
  ];
  let shared = {};

  /** The one version of a package that is there. */
  async function load(name) {
    const versions = Object.values(shared[name]);
    const chosen = versions.find((each) => each.loaded) ?? versions[0];
    return (await chosen.get())();
  }

  /** The MIME type of a cell's text, or "" where it is the kernel's. */
  function typeOf(text) {
    const found = LANGUAGES.find(([magic]) => magic.test(text));
    return found ? found[1] : "";
  }

  /** What follows the text of one editor and puts its language in front of the kernel's. */
  function extensionFor(languages, { Compartment, Prec }, { ViewPlugin }) {
    const place = new Compartment();

    class Follower {
      shown = "";
      ended = false;

      constructor(view) {
        this.follow(view);
      }

      update({ docChanged, view }) {
        if (docChanged) this.follow(view);
      }

      destroy() {
        this.ended = true;
      }

      async follow(view) {
        const wanted = typeOf(view.state.doc.sliceString(0, 200));
        if (wanted === this.shown) return;
        this.shown = wanted;
        // Never within an update: the editor takes no other change while it is at one.
        const language = await (wanted ? languages.getLanguage(wanted) : null);
        if (this.ended || wanted !== this.shown) return;
        const put = language?.support ? Prec.highest(language.support) : [];
        view.dispatch({ effects: place.reconfigure(put) });
      }
    }

    return [place.of([]), ViewPlugin.fromClass(Follower)];
  }

  /** Colours for the lines of a diff, which JupyterLab's own have none for. */
  function diffColours({ HighlightStyle, syntaxHighlighting }, { tags }) {
    return syntaxHighlighting(
      HighlightStyle.define([
        { tag: tags.inserted, color: "var(--jp-success-color0)" },
        { tag: tags.deleted, color: "var(--jp-error-color0)" },
      ]),
    );
  }

  async function extension() {
    const [codemirror, state, view, language, highlight] = await Promise.all(
      [
        "@jupyterlab/codemirror",
        "@codemirror/state",
        "@codemirror/view",
        "@codemirror/language",
        "@lezer/highlight",
      ].map(load),
    );
    const { EditorExtensionRegistry, IEditorExtensionRegistry, IEditorLanguageRegistry } = codemirror;
    return {
      id: "interp-c-cells:plugin",
      description: "Colours for cells of C and of diffs.",
      autoStart: true,
      requires: [IEditorExtensionRegistry, IEditorLanguageRegistry],
      activate: (app, extensions, languages) => {
        const colours = diffColours(language, highlight);
        extensions.addExtension({
          name: "interp-c-cells",
          factory: () =>
            EditorExtensionRegistry.createImmutableExtension([
              extensionFor(languages, state, view),
              colours,
            ]),
        });
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["interp-c-cells"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async (module) => {
      if (module !== "./extension") throw new Error(`interp-c-cells has no module ${module}`);
      const plugin = await extension();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
