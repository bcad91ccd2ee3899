document.body.dataset.editor = "1";
