raise ImportError('the wrong random')
